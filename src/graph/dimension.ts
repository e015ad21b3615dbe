/**
 * The size of an axis: a number where it is known when the graph is built, else a name for what is known only when the graph
 * runs. `batch` is the number of examples. A product of sizes is a size: `144*batch`.
 */
export type Dimension = number | string

/** The sizes of a tensor, the slowest axis first. */
export type Shape = readonly Dimension[]

/** The product of sizes in one form, whatever their order: the number first unless it is 1, then the names, sorted. */
export function product(sizes: Shape): Dimension {
  const factors = sizes.flatMap(size => String(size).split('*'))
  const known = factors.reduce((product, factor) => (isCount(factor) ? product * Number(factor) : product), 1)
  const names = factors.filter(factor => !isCount(factor)).sort()
  if (names.length === 0 || known === 0) return known
  return (known === 1 ? names : [known, ...names]).join('*')
}

const isCount = (factor: string) => /^\d+$/.test(factor)

export function isOpen(size: Dimension): size is string {
  return typeof size === 'string'
}

export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis])
}
