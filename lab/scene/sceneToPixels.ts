import { paintStrokes } from './paint.js'
import { padHeight, type Scene } from './scene.js'

/** Width at which strokes are read: enough for a number of several digits, little enough to be read within a tenth of a second. */
const WIDTH = 136

let canvas: OffscreenCanvas | undefined

/** What is on the pad as RGBA pixels, black on white; undefined where it is empty. */
export function sceneToPixels(scene: Scene): ImageData | undefined {
  const { picture, strokes } = scene
  if (!picture && strokes.length === 0) return undefined
  const { width, height } = rasterSize(scene)
  if (canvas?.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  context.fillStyle = '#fff'
  context.fillRect(0, 0, width, height)
  if (picture) context.drawImage(picture, 0, 0)
  paintStrokes(context, strokes, width, '#000')
  return context.getImageData(0, 0, width, height)
}

/** Width and height of what is read, in pixels. */
export function rasterSize({ picture }: Scene): { readonly width: number; readonly height: number } {
  return picture ?? { width: WIDTH, height: Math.round(WIDTH * padHeight.value) }
}
