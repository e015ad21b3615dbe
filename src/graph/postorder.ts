/**
 * Everything that the roots are made of, and they themselves, each after its inputs. Without recursion, which a network of some
 * thousand layers would end.
 */
export function postorder<T>(roots: readonly T[], inputsOf: (node: T) => readonly T[]): T[] {
  const order: T[] = []
  const seen = new Set<T>()
  const path: { readonly node: T; readonly inputs: Iterator<T> }[] = []
  const enter = (node: T) => {
    if (seen.has(node)) return
    seen.add(node)
    path.push({ node, inputs: inputsOf(node).values() })
  }
  for (const root of roots) {
    enter(root)
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const { value, done } = top.inputs.next()
      if (!done) enter(value)
      else order.push(path.pop()!.node)
    }
  }
  return order
}
