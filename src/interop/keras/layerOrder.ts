/** A layer and what it is applied to, for each of its calls. */
export interface CalledLayer<T> {
  readonly calls: readonly (readonly Call<T>[])[]
}

/** What a layer yields at one of its calls. */
export interface Call<T> {
  readonly entry: T
  readonly call: number
}

/**
 * The layers of a Functional model in the order in which Keras counts them, and so names their weights in a file: by their distance from the output,
 * the farthest first; among equals, by when a walk from the output back to the input meets them. It is what `map_graph` of
 * keras/src/ops/function.py does.
 *
 * @param output what the model yields
 */
export function layerOrder<T extends CalledLayer<T>>(output: Call<T>): T[] {
  const { finished, met } = walk(output)
  const callDepths = new Map<string, number>()
  const depths = new Map<T, number>()
  const indices = [...met.keys()]
  const keyOf = ({ entry, call }: Call<T>) => `${met.get(entry)} ${call}`
  for (const call of finished.toReversed()) {
    const depth = Math.max(callDepths.get(keyOf(call)) ?? 0, depths.get(call.entry) ?? 0)
    depths.set(call.entry, depth)
    for (const before of call.entry.calls[call.call] ?? [])
      callDepths.set(keyOf(before), Math.max(depth + 1, callDepths.get(keyOf(before)) ?? 0))
  }
  return indices.sort((a, b) => depths.get(b)! - depths.get(a)! || met.get(a)! - met.get(b)!)
}

/** All calls, each after those that it needs, and the layers by when they were met. */
function walk<T extends CalledLayer<T>>(output: Call<T>): { finished: Call<T>[]; met: Map<T, number> } {
  const met = new Map<T, number>()
  const finished: Call<T>[] = []
  const seen = new Set<string>()
  const visit = (one: Call<T>): void => {
    const { entry, call } = one
    if (!met.has(entry)) met.set(entry, met.size)
    const key = `${met.get(entry)} ${call}`
    if (seen.has(key)) return
    seen.add(key)
    for (const before of entry.calls[call] ?? []) visit(before)
    finished.push(one)
  }
  visit(output)
  return { finished, met }
}
