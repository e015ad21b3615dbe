/** What was asked for cannot be meant: options that are not known, not allowed or contradict each other, or a name of nothing. */
export class UsageError extends Error {}

/** Computes something from what was asked for; whatever goes wrong is a mistake in it. */
export async function asUsage<T>(compute: () => T | Promise<T>): Promise<T> {
  try {
    return await compute()
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error })
  }
}
