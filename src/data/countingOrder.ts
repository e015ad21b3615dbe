const collator = new Intl.Collator('en', { numeric: true })

/**
 * Compares names as people count: `2.png` before `10.png`.
 *
 * @example ['10', '2'].toSorted(countingOrder) // ['2', '10']
 */
export function countingOrder(a: string, b: string): number {
  return collator.compare(a, b)
}
