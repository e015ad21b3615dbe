import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { asUsage } from '../../errorContext.js'
import { UsageError } from '../../errors.js'
import { readConfiguration } from '../../model/configuration.js'
import { readAs } from '../../node/files.js'
import { expectObject } from '../../options.js'
import { wholePath } from './studyData.js'

/** Whether a path is that of a folder. */
export function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    stats => stats.isDirectory(),
    () => false,
  )
}

/**
 * Reads a study's file. A configuration that it names by a path is put in the path's place, so that the study is whole by itself.
 *
 * @throws {UsageError} if a file cannot be read, or is no JSON object
 */
export async function readStudyFile(path: string): Promise<Record<string, unknown>> {
  const parsed = await asUsage(() => readAs(path, bytes => JSON.parse(new TextDecoder().decode(bytes)) as unknown))
  expectObject('study', parsed)
  const { configuration, data, dataset, ...rest } = parsed as Record<string, unknown>
  const beside = (name: string) => resolve(dirname(path), name)
  return {
    ...rest,
    ...(configuration !== undefined && { configuration: await inlined(configuration, beside) }),
    ...(dataset !== undefined && { dataset: typeof dataset === 'string' ? wholePath(dataset, beside) : dataset }),
    ...(data !== undefined && { data: typeof data === 'string' ? beside(data) : data }),
  }
}

async function inlined(configuration: unknown, beside: (name: string) => string): Promise<unknown> {
  if (typeof configuration !== 'string') return configuration
  const path = beside(configuration)
  return asUsage(() => readAs(path, bytes => withoutTask(readConfiguration(new TextDecoder().decode(bytes)), bytes)))
}

/** A file that says nothing of its task is for that of the data. */
function withoutTask<T extends { readonly task: unknown }>(configuration: T, bytes: Uint8Array): unknown {
  const { task, ...rest } = configuration
  const said = JSON.parse(new TextDecoder().decode(bytes)) as { readonly task?: unknown }
  if (typeof said !== 'object' || said === null) throw new UsageError('expected a configuration')
  return said.task === undefined ? rest : configuration
}
