/**
 * As Promise.all, but waits for the others where one fails: nothing of what was begun is still under way when the error is thrown.
 */
export async function settled<const T extends readonly unknown[]>(
  promises: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const results = await Promise.allSettled(promises)
  const failed = results.find(result => result.status === 'rejected')
  if (failed) throw failed.reason
  return results.map(result => (result as PromiseFulfilledResult<unknown>).value) as Awaited<
    ReturnType<typeof settled<T>>
  >
}
