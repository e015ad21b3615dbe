/** What only a program would say: an accident of the code, not a sentence about the input. */
const accidents =
  /undefined|\[object|is not (a function|iterable|defined)|cannot (read|set|convert|destructure)|Invalid (typed )?array|allocation|call stack|out of memory|NaN images|toString/i

/**
 * Makes sure that an error tells a user what is wrong, in a sentence.
 *
 * @throws {Error} with what it said instead
 */
export function expectSentence(error: unknown): void {
  const { message } = error as Error
  if (!(error instanceof Error) || accidents.test(message) || message.length > 1000)
    throw new Error(`expected a sentence for the user, received: ${String(message).slice(0, 2000)}`, { cause: error })
}
