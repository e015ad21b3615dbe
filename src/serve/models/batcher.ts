import type { Abandonment } from '../abandonment.js'

/** Images of requests that arrive at the same time, computed together: one run of a network for many costs less than many runs. */
export interface Batcher {
  /**
   * @param images raw pixels, image after image; the batcher reads them later
   * @param abandonment what is not being computed yet when it is abandoned, is dropped
   * @returns probabilities, image by image
   * @throws what computing throws, or the reason of the abandonment
   */
  predict(images: Uint8Array, abandonment?: Abandonment): Promise<Float32Array>
  /** Images that wait to be computed. */
  readonly waiting: () => number
}

export interface BatcherOptions {
  /** Computes a batch. */
  readonly compute: (images: Uint8Array) => Promise<Float32Array>
  /** Values of an image, and of its answer. */
  readonly imageSize: number
  readonly classes: number
  /** Images of a batch at most. */
  readonly maxBatch: number
  /** Milliseconds that an image waits for others, while there is something that could compute it. */
  readonly maxDelay: number
  /** Batches that are computed at the same time. */
  readonly concurrency: number
  /** Called with the size of each batch. */
  readonly onBatch?: (images: number) => void
}

/** Images of one request that go into one batch. */
interface Piece {
  readonly images: Uint8Array
  readonly count: number
  readonly since: number
  /** Called once it is being computed. */
  readonly begin: () => void
  readonly resolve: (probabilities: Float32Array) => void
  readonly reject: (error: unknown) => void
}

/**
 * A batch is computed as soon as it is full or its first image has waited for `maxDelay`, and one of the `concurrency` places is free. While all of
 * them are taken, what arrives waits for the next batch: under load batches grow by themselves, and the delay costs nothing.
 *
 * @example const { predict } = createBatcher({ compute: classifier.predict, imageSize: 784, classes: 10, maxBatch: 32, maxDelay: 1, concurrency: 2 })
 */
export function createBatcher(options: BatcherOptions): Batcher {
  const { compute, imageSize, classes, maxBatch, maxDelay, concurrency, onBatch } = options
  let queue: Piece[] = []
  let [waiting, running] = [0, 0]
  let timer: NodeJS.Timeout | undefined

  function look(): void {
    clearTimeout(timer)
    while (queue.length > 0 && running < concurrency) {
      const rest = maxDelay - (performance.now() - queue[0]!.since)
      if (waiting < maxBatch && rest > 0) {
        timer = setTimeout(look, Math.ceil(rest))
        return
      }
      void run(take())
    }
  }

  /** The first pieces that fit into one batch. */
  function take(): Piece[] {
    let [count, end] = [0, 0]
    while (end < queue.length && count + queue[end]!.count <= maxBatch) count += queue[end++]!.count
    const pieces = queue.slice(0, end)
    queue = queue.slice(end)
    waiting -= count
    return pieces
  }

  async function run(pieces: readonly Piece[]): Promise<void> {
    running++
    const count = pieces.reduce((sum, piece) => sum + piece.count, 0)
    onBatch?.(count)
    const images = new Uint8Array(count * imageSize)
    let at = 0
    for (const piece of pieces) {
      piece.begin()
      images.set(piece.images, at)
      at += piece.images.length
    }
    try {
      const probabilities = await compute(images)
      let from = 0
      for (const piece of pieces) {
        const to = from + piece.count * classes
        piece.resolve(probabilities.subarray(from, to))
        from = to
      }
    } catch (error) {
      for (const { reject } of pieces) reject(error)
    } finally {
      running--
      look()
    }
  }

  function add(images: Uint8Array, abandonment: Abandonment | undefined): Promise<Float32Array> {
    return new Promise((resolve, reject) => {
      if (abandonment?.reason) return reject(abandonment.reason)
      const drop = (reason: Error) => {
        queue = queue.filter(other => other !== piece)
        waiting -= count
        reject(reason)
      }
      const count = images.length / imageSize
      const begin = () => abandonment?.forget(drop)
      const piece: Piece = { images, count, since: performance.now(), begin, resolve, reject }
      abandonment?.listen(drop)
      queue.push(piece)
      waiting += count
      look()
    })
  }

  return {
    waiting: () => waiting,
    async predict(images, abandonment) {
      const size = maxBatch * imageSize
      if (images.length <= size) return add(images, abandonment)
      const starts = Array.from({ length: Math.ceil(images.length / size) }, (_, piece) => piece * size)
      const answers = await Promise.all(starts.map(start => add(images.subarray(start, start + size), abandonment)))
      const probabilities = new Float32Array((images.length / imageSize) * classes)
      for (const [piece, answer] of answers.entries()) probabilities.set(answer, piece * maxBatch * classes)
      return probabilities
    },
  }
}
