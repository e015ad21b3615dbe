import { useLayoutEffect, useRef } from 'preact/hooks'

/** Turns value number `place` into red, green and blue, written at the given offset. */
export type Coloring = (value: number, pixels: Uint8ClampedArray, offset: number) => void

interface PixelsProps {
  readonly data: ArrayLike<number>
  readonly width: number
  readonly height: number
  readonly color: Coloring
  /** The text for screen readers; without it the picture is decoration. */
  readonly label?: string
  readonly class?: string
}

/** A small picture of numbers, one square to each. */
export function Pixels({ data, width, height, color, label, class: name }: PixelsProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => {
    // Few pixels, written by hand: they are better kept away from the graphics card.
    const context = canvas.current!.getContext('2d', { willReadFrequently: true })!
    const image = context.createImageData(width, height)
    for (let place = 0; place < width * height; place++) {
      color(data[place]!, image.data, place * 4)
      image.data[place * 4 + 3] = 255
    }
    context.putImageData(image, 0, 0)
  }, [data, width, height, color])
  const role = label === undefined ? { 'aria-hidden': true as const } : { role: 'img' as const, 'aria-label': label }
  return <canvas ref={canvas} width={width} height={height} class={`pixels ${name ?? ''}`} {...role} />
}
