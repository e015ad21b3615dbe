/** Where a training stands, in words. */
export function describePosition({ epoch, step }: { readonly epoch: number; readonly step: number }): string {
  if (step > 0) return `in epoch ${epoch + 1}, after step ${step}`
  return epoch > 0 ? `after epoch ${epoch}` : 'before the first step'
}
