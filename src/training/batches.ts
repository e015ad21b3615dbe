/** Examples to learn from: raw pixels 0–255, 28 × 28 for each, and their labels 0–9. */
export interface LabelledImages {
  readonly images: Uint8Array
  readonly labels: Uint8Array
  readonly count: number
}

export const PIXELS = 28 * 28

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
