import { basename, extname } from 'node:path'
import { UsageError } from '../../errors.js'
import { printableName } from '../../node/printable.js'

/** A model file, and what it is called in addresses. */
export interface ModelSource {
  readonly name: string
  /** A positive whole number, as text: the highest is asked where a request names none. */
  readonly version: string
  readonly path: string
}

/**
 * Names the models of a command line: `FILE`, `NAME=FILE` or `NAME:VERSION=FILE`. Without a name it is that of the file; without a version, one
 * more than the last of the same name. A path with an equals sign in its first part is written with `./` before it.
 *
 * @throws {UsageError} if a name has other characters than letters, digits, `.`, `_` and `-`, or two have the same name and version
 * @example nameModels(['runs/a/model.onnx', 'digits:3=best.onnx'])
 */
export function nameModels(words: readonly string[]): ModelSource[] {
  const sources: ModelSource[] = []
  for (const word of words) {
    const [, name = nameOf(word), given, path = word] = /^([\w.-]+)(?::([^=/]*))?=(.+)$/s.exec(word) ?? []
    const highest = Math.max(0, ...sources.filter(other => other.name === name).map(other => Number(other.version)))
    const version = given ?? String(highest + 1)
    if (!/^[1-9]\d{0,8}$/.test(version))
      throw new UsageError(`--model: expected the version to be a positive integer, received ${printableName(version)}`)
    if (!/^[\w-][\w.-]{0,63}$/.test(name))
      throw new UsageError(
        `--model: expected a name of letters, digits, ".", "_" and "-" before =, received ${printableName(word)}`,
      )
    if (sources.some(other => other.name === name && other.version === version))
      throw new UsageError(`--model: expected each version of ${name} once, received ${version} twice`)
    sources.push({ name, version, path })
  }
  return sources
}

/** `runs/my run/model.onnx` is `model`. */
function nameOf(path: string): string {
  return basename(path, extname(path)).replaceAll(/[^\w.-]/g, '-')
}
