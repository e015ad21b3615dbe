/**
 * Does work for one item after the other, several at a time, and yields what comes of it in the order of the items: whatever
 * is ready together, as one list. However long the items are, only `most` results are held.
 *
 * @param work must not fail: an item that cannot be done has a result that says so
 * @example for await (const images of inOrder(paths, 8, decode)) classify(images)
 */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  most: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R[]> {
  const begun: { done: Promise<void>; result?: { value: R } }[] = []
  const remaining = items[Symbol.iterator]()
  for (;;) {
    while (begun.length < most) {
      const { value, done } = remaining.next()
      if (done) break
      const task: (typeof begun)[number] = {
        done: work(value).then(value => {
          task.result = { value }
        }),
      }
      begun.push(task)
    }
    if (begun.length === 0) return
    await begun[0]!.done
    const ready: R[] = []
    while (begun[0]?.result) ready.push(begun.shift()!.result!.value)
    yield ready
  }
}
