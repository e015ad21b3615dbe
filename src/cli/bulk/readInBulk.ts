import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { countingOrder } from '../../data/countingOrder.js'
import { UsageError } from '../../errors.js'
import { formatCount } from '../../figures/format.js'
import type { Classifier } from '../../model/classifier.js'
import { exists } from '../../node/files.js'
import { shippedClassifier } from '../../node/shippedModels.js'
import { packageVersion } from '../../node/version.js'
import type { QueueAddress } from '../../queue/address.js'
import { type JobQueue, openJobQueue } from '../../queue/jobQueue.js'
import { isDigitTask } from '../../task.js'
import { exitCodeOf, type Interruption, listenForInterruption } from '../interruption.js'
import { createLiveLine, print, printError } from '../output.js'
import { sayOnce } from '../queue/sayOnce.js'
import { type Chunk, chunksOf, listImages, surveyImages } from './listImages.js'
import { type ChunkPayload, chunkKind, digestOf, expectChunkResult, modelArtifact } from './readChunk.js'
import { openResults, type ResultsFile, type Summary, summarize } from './results.js'

// `mnist predict --queue`: chunks of files go to workers, and what they answer is written in the order of the files. What is read
// ahead stays in the queue until its turn, so this process holds the same few chunks, however many files there are.

/** Files in a chunk: from some tenths of a second to a minute of work, by their size. */
const chunkSize = 100

/** Chunks that are in the queue at a time. */
const ahead = 512

/** A part of the files that workers have been given. */
interface Sent extends Chunk {
  readonly id: string
}

/**
 * Reads images by the workers of a queue, and writes a line of JSON for each, in their order.
 *
 * @param words folders, lists of paths, and images
 * @param out the file of the lines; where its reading was interrupted, it goes on
 * @returns the exit code: 1 where an image could not be read
 */
export async function readInBulk(
  words: readonly string[],
  out: string,
  address: QueueAddress,
  classifier: Classifier,
  model: string = shippedClassifier,
): Promise<number> {
  const { count, digest } = await surveyImages(words)
  if (count === 0) throw new UsageError(`expected images in ${words.join(', ')}, found none`)
  const wanted = {
    id: randomUUID(),
    version: packageVersion(),
    model: digestOf(classifier.model),
    count,
    images: digest,
  }
  const results = await openResults(out, wanted)
  const signal = listenForInterruption(() => printError('stopping; a second Ctrl-C ends at once'))
  const queue = await openJobQueue(address, { onAway: sayOnce(printError), signal })
  try {
    if (model !== shippedClassifier) await queue.artifacts.put(modelArtifact(wanted.model), classifier.model)
    await tellWhetherAnyoneWorks(queue, address)
    const isDone = await sendAndWrite(words, results, queue, signal, classifier)
    if (!isDone) {
      printError(`${out}: interrupted; the same command goes on from there`)
      return exitCodeOf(signal.reason as Interruption)
    }
  } finally {
    await queue.close()
  }
  const summary = await summarize(out)
  print(describe(summary, out))
  return summary.unreadable > 0 ? 1 : 0
}

async function sendAndWrite(
  words: readonly string[],
  results: ResultsFile,
  queue: JobQueue,
  signal: AbortSignal,
  { metadata }: Classifier,
): Promise<boolean> {
  const { id, count, model } = results.reading
  const chunks = chunksOf(listImages(words), chunkSize, results.written)
  const folder = process.cwd()
  const jobOf = ({ id, files }: Sent) => ({
    id,
    kind: chunkKind,
    payload: { model, folder, files: [...files] } satisfies ChunkPayload,
  })
  const sent: Sent[] = []
  const sentAs = (chunk: Chunk): Sent => ({ ...chunk, id: `images-${id}-${chunk.start}-${chunk.files.length}` })
  /** Keeps the queue filled. */
  async function send(): Promise<void> {
    const added: Sent[] = []
    while (sent.length + added.length < ahead) {
      const { value, done } = await chunks.next()
      if (done) break
      added.push(sentAs(value))
    }
    if (added.length > 0) await queue.add(added.map(jobOf))
    sent.push(...added)
  }
  const line = createLiveLine(process.stderr)
  const started = performance.now()
  let written = results.written
  try {
    for (await send(); sent.length > 0; ) {
      const next = sent[0]!
      const outcome = await queue.outcome(next.id, signal)
      if (outcome === undefined) return false
      if (outcome.state === 'missing') {
        await queue.add([jobOf(next)])
        continue
      }
      if (outcome.state === 'failed' && next.files.length > 1) {
        // One of them ends whoever opens it: halves, until it is alone.
        const middle = Math.ceil(next.files.length / 2)
        const halves = [
          { start: next.start, files: next.files.slice(0, middle) },
          { start: next.start + middle, files: next.files.slice(middle) },
        ].map(sentAs)
        await queue.add(halves.map(jobOf))
        sent.splice(0, 1, ...halves)
        continue
      }
      if (outcome.state === 'failed') await results.append([failedLine(next.files[0]!, outcome.reason, metadata)])
      else {
        const { lines, missing } = expectChunkResult(outcome.result)
        if (missing === next.files.length) await expectSameDisk(next.files[0]!, outcome.worker)
        await results.append(lines)
        await queue.remove(next.id)
      }
      sent.shift()
      written += next.files.length
      line.update(() => describeProgress(written, count, results.written, performance.now() - started))
      if (sent.length <= ahead / 2) await send()
    }
    return true
  } finally {
    line.clear()
    await results.close(written === count)
  }
}

/** A worker that finds none of the files has not the folder that this process sees. */
async function expectSameDisk(path: string, worker: string): Promise<void> {
  if (await exists(path))
    throw new UsageError(
      `expected the worker ${worker} to see ${resolve(path)}, which is here but not there; workers read the files themselves, so the folder must be mounted at the same path`,
    )
}

/** What is written of an image that no worker survives. */
function failedLine(file: string, reason: string, { task, classes }: Classifier['metadata']): string {
  const answer = isDigitTask(task) ? { digit: null } : { class: null }
  return JSON.stringify({
    file,
    ...answer,
    confidence: 0,
    probabilities: classes.map(() => 0),
    reason: `could not be read (it was set aside: ${reason})`,
  })
}

async function tellWhetherAnyoneWorks(queue: JobQueue, { shown }: QueueAddress): Promise<void> {
  if ((await queue.workers()) === 0)
    printError(
      `no worker is connected to ${shown}: the images wait until one is started, mnist worker --queue ${shown}`,
    )
}

function describeProgress(written: number, count: number, before: number, milliseconds: number): string {
  const rate = (written - before) / (milliseconds / 1000)
  const minutes = Math.ceil((count - written) / rate / 60)
  return `${formatCount(written)} of ${formatCount(count)} images, ${formatCount(Math.round(rate))} each second, ${formatCount(minutes)} min left`
}

function describe({ images, classes, undecided, unreadable }: Summary, out: string): string {
  const names = [...classes].sort(([a], [b]) => countingOrder(a, b))
  const width = Math.max(18, ...names.map(([name]) => name.length))
  const row = (name: string, count: number) => `  ${name.padEnd(width)} ${formatCount(count).padStart(11)}`
  return [
    `${formatCount(images)} ${images === 1 ? 'image' : 'images'}, a line of ${out} each`,
    ...names.map(([name, count]) => row(name, count)),
    row('none of them', undecided),
    row('could not be read', unreadable),
  ].join('\n')
}
