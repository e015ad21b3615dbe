import { readFileSync, writeFileSync } from 'node:fs'

/** What PyTorch found for a net and an optimizer. */
export interface Expected {
  /** Of each step. */
  readonly losses: readonly number[]
  /** After the last step: all weights in the order of the network, then all running statistics. */
  readonly weights: Float32Array
}

/** By net and optimizer, as `residual, adam`. */
export type ExpectedNumbers = Readonly<Record<string, Expected>>

export const keyOf = (net: string, optimizer: string) => `${net}, ${optimizer}`

/** Weights are written as base64 of little-endian float32, a quarter of the length of decimals. */
export function readExpected(file: string | URL): ExpectedNumbers {
  const stored = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { losses: number[]; weights: string }>
  return Object.fromEntries(
    Object.entries(stored).map(([key, { losses, weights }]) => {
      const bytes = Uint8Array.from(Buffer.from(weights, 'base64'))
      return [key, { losses, weights: new Float32Array(bytes.buffer) }]
    }),
  )
}

/** Writes what `agreement.py` answered, as the formatter has it. */
export function writeExpected(file: string | URL, answer: string): void {
  const stored = JSON.parse(answer) as Record<string, { losses: number[]; weights: string }>
  const cases = Object.entries(stored).map(
    ([key, { losses, weights }]) =>
      `  ${JSON.stringify(key)}: {\n    "losses": [${losses.join(', ')}],\n    "weights": ${JSON.stringify(weights)}\n  }`,
  )
  writeFileSync(file, `{\n${cases.join(',\n')}\n}\n`)
}

/** How far a is from b, relative to b or, where b is small, to the root mean square of the tensor that it is from. */
export function relativeErrors(a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  const expected = Array.from(b)
  const scale = Math.sqrt(expected.reduce((total, value) => total + value * value, 0) / expected.length)
  return expected.map((value, i) => {
    const error = Math.abs(a[i]! - value)
    return error === 0 ? 0 : error / Math.max(Math.abs(value), scale)
  })
}
