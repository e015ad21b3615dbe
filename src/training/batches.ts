/** Examples to learn from: raw pixels 0–255, 28 × 28 for each, and their labels 0–9, or `NO_DIGIT`. */
export interface LabelledImages {
  readonly images: Uint8Array
  readonly labels: Uint8Array
  readonly count: number
}

export const PIXELS = 28 * 28

/** The label of an image that shows no digit: the net is to be undecided about it. */
export const NO_DIGIT = 10

/** The examples, followed by images of no digit. */
export function withNonDigits({ images, labels, count }: LabelledImages, nonDigits: Uint8Array): LabelledImages {
  const added = nonDigits.length / PIXELS
  const all = { images: new Uint8Array((count + added) * PIXELS), labels: new Uint8Array(count + added).fill(NO_DIGIT) }
  all.images.set(images.subarray(0, count * PIXELS))
  all.images.set(nonDigits, count * PIXELS)
  all.labels.set(labels.subarray(0, count))
  return { ...all, count: count + added }
}

/** How many of the examples at the given indices are digits. */
export function countDigits({ labels }: LabelledImages, indices: Uint32Array): number {
  return indices.reduce((count, index) => count + (labels[index] === NO_DIGIT ? 0 : 1), 0)
}

/** Copies the examples at the given indices, one after the other. */
export function gather(
  source: LabelledImages,
  indices: Uint32Array,
  target: { readonly images: Uint8Array; readonly labels: Uint8Array },
): void {
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]! * PIXELS
    target.images.set(source.images.subarray(from, from + PIXELS), i * PIXELS)
    target.labels[i] = source.labels[indices[i]!]!
  }
}
