import type { GrayImage } from '../../src/reading/picture.js'
import { drawStrokes, emptyCanvas } from '../../src/synthesis/pen.js'
import { traceDigit } from '../../src/synthesis/traced.js'
import { asJpeg, cropped, faint, inverted, padded, placed, resized, rotated, shadowed } from './pixels.js'

/** Something that does not change which digit a picture shows. */
export interface Change {
  readonly name: string
  /**
   * @param digit an image of MNIST, ink bright
   * @param index which of them it is: by it, directions differ
   * @returns null where this digit cannot be changed so
   */
  readonly apply: (digit: GrayImage, index: number) => GrayImage | null | Promise<GrayImage>
}

/** The side of a picture that is large enough for shadow and JPEG to be something else than blur. */
const large = 200

const onPaper = async (digit: GrayImage, side = large) => inverted(await resized(digit, side))

export const changes: readonly Change[] = [
  { name: 'inverted', apply: inverted },
  ...[0.25, 0.5, 1, 2].map(share => ({
    name: `padded by ${100 * share} %`,
    apply: (digit: GrayImage) => padded(digit, share),
  })),
  { name: 'cut to its ink', apply: cropped },
  { name: 'cut to its ink, inverted', apply: digit => inverted(cropped(digit)) },
  ...[20, 40, 100, 300, 800].map(side => ({
    name: `scaled to ${side} pixels`,
    apply: (digit: GrayImage) => resized(digit, side),
  })),
  {
    name: 'moved into a corner',
    apply: (digit, index) => placed(digit, 56, 28 * (index % 2), 28 * ((index >> 1) % 2)),
  },
  ...[-10, -5, 5, 10].map(degrees => ({
    name: `turned by ${degrees}°`.replace('-', '−'),
    apply: (digit: GrayImage) => rotated(digit, degrees),
  })),
  { name: 'JPEG, quality 50', apply: digit => asJpeg(digit, 50) },
  {
    name: `JPEG, quality 50, dark on white, ${large} pixels`,
    apply: async digit => asJpeg(await onPaper(digit), 50),
  },
  {
    name: `light falling off to 40 %, dark on white, ${large} pixels`,
    apply: async (digit, index) => shadowed(await onPaper(digit), 0.4, (index * Math.PI) / 4),
  },
  ...[20, 40].map(tones => ({
    name: `ink of ${tones} tones, dark on white, ${large} pixels`,
    apply: async (digit: GrayImage) => inverted(faint(await resized(digit, large), tones)),
  })),
  { name: 'drawn by a hard pen of 1 pixel, 28 pixels', apply: digit => drawn(digit, 28, 1) },
  ...[1, 2, 3, 4].map(width => ({
    name: `drawn by a hard pen of ${width} ${width === 1 ? 'pixel' : 'pixels'}, 112 pixels`,
    apply: (digit: GrayImage) => drawn(digit, 112, width),
  })),
  {
    name: 'drawn by a hard pen of 1 pixel and 20 tones, 112 pixels',
    apply: digit => {
      const strokes = drawn(digit, 112, 1)
      return strokes && inverted(faint(inverted(strokes), 20))
    },
  },
]

/** The digit's strokes, drawn again in black on white, each pixel ink or paper. */
function drawn({ data }: GrayImage, side: number, width: number): GrayImage | null {
  const strokes = traceDigit(data)
  if (!strokes) return null
  const canvas = emptyCanvas(side, side)
  const place = (at: number) => side / 2 + at * (0.72 * side - width)
  drawStrokes(
    canvas,
    strokes.map(stroke => stroke.map(({ x, y }) => ({ x: place(x), y: place(y) }))),
    { width, softness: 0.01 },
  )
  return { data: Uint8Array.from(canvas.data, ink => (ink > 0.5 ? 0 : 255)), width: side, height: side }
}
