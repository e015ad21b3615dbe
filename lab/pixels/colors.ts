import type { Coloring } from './Pixels.js'

/** Bytes 0–255 as they are: what a camera or the network sees. */
export const gray: Coloring = (value, pixels, offset) => {
  pixels[offset] = pixels[offset + 1] = pixels[offset + 2] = value
}

const nothing = [8, 10, 13] as const
const blue = [108, 182, 240] as const
const orange = [255, 157, 92] as const

/** Values from −most to most: orange below 0, dark at 0, blue above, white at the most. */
export function signed(most: number): Coloring {
  const scale = most > 0 ? 1 / most : 0
  return (value, pixels, offset) => {
    const share = Math.min(1, Math.abs(value) * scale)
    const color = value < 0 ? orange : blue
    // The upper third runs from the color to white, so that the strongest stand out.
    const [toColor, toWhite] = [Math.min(1, share * 1.5), Math.max(0, share * 3 - 2)]
    for (let channel = 0; channel < 3; channel++) {
      const base = nothing[channel]! + (color[channel]! - nothing[channel]!) * toColor
      pixels[offset + channel] = base + (255 - base) * toWhite * 0.8
    }
  }
}
