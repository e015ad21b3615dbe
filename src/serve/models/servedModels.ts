import { createHash } from 'node:crypto'
import { DataError } from '../../errors.js'
import { readModelMetadata } from '../../model/modelFile.js'
import { readAs } from '../../node/files.js'
import { tryModel } from '../../node/modelTrial.js'
import { shippedClassifier } from '../../node/shippedModels.js'
import { describeTask, sameTask } from '../../task.js'
import type { ThreadPool } from '../threads/threadPool.js'
import type { ModelSource } from './modelNames.js'
import { type BatchingOptions, createServedModel, type ServedModel } from './servedModel.js'

/** The models of a server. */
export interface ServedModels {
  /** All, in their order. */
  list(): readonly ServedModel[]
  /**
   * @param name Defaults to the first.
   * @param version Defaults to the highest.
   * @returns undefined where there is none
   */
  find(name?: string, version?: string): ServedModel | undefined
  /**
   * Reads a model's file again. Requests that began before are answered by the model that there was, all others by the new one, which
   * every thread has opened by then.
   *
   * @returns whether it is another one
   * @throws {DataError|ModelError} if it cannot be served, or is of another task; then the model that there was stays
   */
  reload(source: ModelSource): Promise<boolean>
}

/**
 * Opens models in the threads of a pool.
 *
 * @throws {DataError|ModelError} that names the file, where one is missing, damaged or no classifier of images
 */
export async function openModels(
  sources: readonly ModelSource[],
  pool: ThreadPool,
  batching: BatchingOptions,
): Promise<ServedModels> {
  const models = new Map<ModelSource, ServedModel>()
  let opened = 0

  /** @returns undefined where the file has not changed */
  function open(source: ModelSource, before?: ServedModel): Promise<ServedModel | undefined> {
    const { name, version, path } = source
    return readAs(path, async bytes => {
      const digest = createHash('sha256').update(bytes).digest('hex')
      if (digest === before?.digest) return undefined
      const metadata = readModelMetadata(bytes)
      if (before && !sameTask(metadata.task, before.metadata.task))
        throw new DataError(
          `expected a model of ${describeTask(before.metadata.task)}, as the one before, received one of ${describeTask(metadata.task)}`,
        )
      if (path !== shippedClassifier) await tryModel(bytes)
      const key = `${name}:${version}#${++opened}`
      await pool.open({ key, bytes })
      return createServedModel({ ...source, metadata, digest }, key, pool, batching)
    })
  }

  for (const source of sources) models.set(source, (await open(source))!)
  return {
    list: () => [...models.values()],
    find(name = sources[0]!.name, version) {
      const named = [...models.values()].filter(model => model.name === name)
      if (version !== undefined) return named.find(model => model.version === version)
      return named.toSorted((a, b) => Number(b.version) - Number(a.version))[0]
    },
    async reload(source) {
      const before = models.get(source)
      const next = await open(source, before)
      if (!next) return false
      models.set(source, next)
      void before?.retire()
      return true
    },
  }
}
