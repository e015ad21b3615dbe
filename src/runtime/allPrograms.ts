import type { Program } from './runtime.js'

/**
 * All programs, once they are compiled; where one cannot be, none of the others is left.
 *
 * @throws {Error} what the first that failed threw
 */
export async function allPrograms(compiling: readonly Promise<Program>[]): Promise<Program[]> {
  const made = await Promise.allSettled(compiling)
  const failed = made.find(result => result.status === 'rejected')
  if (!failed) return made.map(result => (result as PromiseFulfilledResult<Program>).value)
  for (const result of made) if (result.status === 'fulfilled') await result.value.dispose()
  throw failed.reason
}
