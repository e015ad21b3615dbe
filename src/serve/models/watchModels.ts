import { stat } from 'node:fs/promises'
import { inContext } from '../../errorContext.js'
import type { ModelSource } from './modelNames.js'
import type { ServedModels } from './servedModels.js'

export interface WatchOptions {
  /** Milliseconds between two looks at the files. */
  readonly interval: number
  /** Called once another model is served. */
  readonly onReload: (source: ModelSource) => void
  /** Called where a file cannot be served; the model that there was stays. */
  readonly onError: (error: Error) => void
}

/**
 * Looks at the files of models, and reads one again when it has changed and looks the same twice, so that none is read while it is
 * written. It asks for size and time rather than for events, which network file systems and Kubernetes' volumes do not send.
 *
 * @returns what ends the watch, once the look in progress is over
 */
export function watchModels(
  models: ServedModels,
  sources: readonly ModelSource[],
  { interval, onReload, onError }: WatchOptions,
): () => Promise<void> {
  const served = new Map<ModelSource, string>()
  const seen = new Map<ModelSource, string>()
  let [isEnding, timer] = [false, undefined as NodeJS.Timeout | undefined]

  async function look(): Promise<void> {
    for (const source of sources) {
      const before = seen.get(source)
      const now = await stampOf(source.path)
      seen.set(source, now)
      if (!served.has(source)) served.set(source, now)
      if (isEnding || now === served.get(source) || now !== before) continue
      served.set(source, now) // one that cannot be served is not tried again before it changes
      try {
        if (await models.reload(source)) onReload(source)
      } catch (error) {
        onError(inContext('the model before is still served: ', error))
      }
    }
  }

  let looking = look()
  async function next(): Promise<void> {
    await looking
    if (isEnding) return
    timer = setTimeout(() => {
      looking = look()
      void next()
    }, interval).unref()
  }
  void next()
  return async () => {
    isEnding = true
    clearTimeout(timer)
    await looking
  }
}

/** Another one where the file is another; empty where there is none, as between the two steps of a replacement. */
async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path)
    return `${mtimeMs} ${size} ${ino}`
  } catch {
    return ''
  }
}
