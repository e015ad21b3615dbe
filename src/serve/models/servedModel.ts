import type { ClassAnswer, DigitAnswer, NumberAnswer } from '../../model/answers.js'
import type { ModelMetadata } from '../../model/metadata.js'
import { whenThereIsRoom } from '../../node/decodeImage.js'
import { imageSize } from '../../task.js'
import type { Abandonment } from '../abandonment.js'
import type { ThreadPool } from '../threads/threadPool.js'
import { createBatcher } from './batcher.js'
import type { ModelSource } from './modelNames.js'

/** A model as its file was when it was opened. */
export interface ServedModel extends ModelSource {
  readonly metadata: ModelMetadata
  /** SHA-256 of the file. */
  readonly digest: string
  /** As `Batcher` does. */
  predict(images: Uint8Array, abandonment?: Abandonment): Promise<Float32Array>
  /**
   * Says what a picture shows.
   *
   * @param file the content of an image file
   * @throws {DataError} if it cannot be decoded
   */
  classify(file: Uint8Array, abandonment?: Abandonment): Promise<DigitAnswer | ClassAnswer>
  /** Reads the number in a picture; of models of digits alone. */
  read(file: Uint8Array, abandonment?: Abandonment): Promise<NumberAnswer>
  /** Images that wait to be computed. */
  readonly waiting: () => number
  /** Lets go of it in all threads, once what it was asked for is answered. */
  retire(): Promise<void>
}

export interface BatchingOptions {
  /** Images of a batch at most. */
  readonly maxBatch: number
  /** Milliseconds that an image waits for others. */
  readonly maxDelay: number
  /** Called with the size of each batch. */
  readonly onBatch: (model: ModelSource, images: number) => void
}

/**
 * Ties a model that all threads have opened to what is asked of it.
 *
 * @param key by which the threads know it
 */
export function createServedModel(
  { name, version, path, metadata, digest }: Pick<ServedModel, keyof ModelSource | 'metadata' | 'digest'>,
  key: string,
  pool: ThreadPool,
  { onBatch, ...batching }: BatchingOptions,
): ServedModel {
  let [unanswered, whenIdle] = [0, () => {}]
  const { predict, waiting } = createBatcher({
    ...batching,
    compute: pixels => pool.run({ kind: 'predict', model: key, pixels }),
    imageSize: imageSize(metadata.task),
    classes: metadata.classes.length,
    concurrency: pool.size,
    onBatch: images => onBatch({ name, version, path }, images),
  })

  async function counted<T>(answer: () => Promise<T>): Promise<T> {
    unanswered++
    try {
      return await answer()
    } finally {
      if (--unanswered === 0) whenIdle()
    }
  }

  function answerPicture<K extends 'classify' | 'read'>(
    kind: K,
    file: Uint8Array,
    abandonment: Abandonment | undefined,
  ) {
    return counted(() => whenThereIsRoom(file, image => pool.run({ kind, model: key, image }, abandonment)))
  }

  return {
    name,
    version,
    path,
    metadata,
    digest,
    waiting,
    predict: (images, abandonment) => counted(() => predict(images, abandonment)),
    classify: (file, abandonment) => answerPicture('classify', file, abandonment),
    read: (file, abandonment) => answerPicture('read', file, abandonment),
    async retire() {
      if (unanswered > 0)
        await new Promise<void>(resolve => {
          whenIdle = resolve
        })
      await pool.close(key)
    },
  }
}
