import type { Canvas } from './pen.js'

/** A 3 × 3 mean, in place; the outermost pixels stay. */
export function blur({ data, width, height }: Canvas): void {
  for (const [step, lines, along, next] of [
    [1, height, width, width],
    [width, width, height, 1],
  ] as const)
    for (let line = 0; line < lines; line++) {
      let before = data[line * next]!
      for (let i = 1; i + 1 < along; i++) {
        const at = line * next + i * step
        const here = data[at]!
        data[at] = (before + here + data[at + step]!) / 3
        before = here
      }
    }
}
