import { type ErrorDetails, LibraryError, UsageError } from './errors.js'

/** The same error with words before its message that tell where it happened; of the same class and code. */
export function inContext(context: string, error: unknown): Error {
  return reworded(`${context}${(error as Error).message}`, error)
}

/** The same error in other words; of the same class and code. */
export function reworded(message: string, error: unknown): Error {
  if (!(error instanceof LibraryError)) return new Error(message, { cause: error })
  const Same = error.constructor as new (message: string, details: ErrorDetails) => LibraryError
  return new Same(message, { code: error.code, cause: error })
}

/** Computes something from what was asked for; whatever goes wrong is a mistake in it. */
export async function asUsage<T>(compute: () => T | Promise<T>): Promise<T> {
  try {
    return await compute()
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error })
  }
}
