import { UsageError } from '../errors.js'
import { exists } from '../node/files.js'

/**
 * A file that nobody named is not replaced.
 *
 * @param out what `--out` would be to name it. Defaults to the path itself.
 * @throws {UsageError} if there is a file
 */
export async function expectFree(path: string, out = path): Promise<void> {
  if (await exists(path)) throw new UsageError(`${path} is there already; --out ${out} replaces it`)
}
