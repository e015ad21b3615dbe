import type { Configuration } from '../../src/model/configuration.js'

/** What computes a training: the choice of the page, the processor, or the graphics card. */
export const engineChoices = ['auto', 'wasm', 'webgpu'] as const

export type EngineChoice = (typeof engineChoices)[number]

/** All that a training in the page follows from, as data. */
export interface Plan {
  readonly configuration: Configuration
  /** The preset that it began as, and whether it was changed since. */
  readonly preset: string
  readonly changed: boolean
  readonly seed: number
  /** Training images to learn from, beside those held out. */
  readonly images: number
  readonly engine: EngineChoice
  /** Replicas on the processor. With the same seed and threads, Node has the same losses. */
  readonly threads: number
}

/** How many images MNIST has to learn from. */
export const MAX_IMAGES = 60_000

/** Enough steps in an epoch for a net to learn by; a preset's batches are made for all 60,000 images. */
const MIN_STEPS = 150

/** The batch size of a preset, halved until an epoch of that many images has enough steps, 16 at the least. */
export function batchSizeFor(images: number, presetSize: number): number {
  let size = presetSize
  while (size > 16 && images / size < MIN_STEPS) size = Math.floor(size / 2)
  return size
}

/** More replicas than this, and what each step costs beside its arithmetic outweighs them. */
const MAX_THREADS = 4

/** Where workers share no memory, replicas take turns, and one alone is the quickest. */
export function usualThreads(): number {
  if (!crossOriginIsolated) return 1
  return Math.min(MAX_THREADS, navigator.hardwareConcurrency || 1)
}
