import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import * as v from 'valibot'
import { DataError } from '../../errors.js'
import { type Classifier, createClassifier } from '../../model/classifier.js'
import { loadClassifier } from '../../node/classifier.js'
import { tryModel } from '../../node/modelTrial.js'
import { printableName } from '../../node/printable.js'
import { expectShape } from '../../options.js'
import type { Artifacts } from '../../queue/artifacts.js'
import { HandedBack, type JobHandler } from '../../queue/jobWorker.js'
import { nodeRuntime } from '../../runtime/node.js'
import { isDigitTask } from '../../task.js'
import { type Answering, answersOf } from '../images/answerFiles.js'

// What a worker does of a bulk reading: a chunk of files, each answered by a line of JSON as `mnist predict --json` prints it.

/** The kind of these jobs. */
export const chunkKind = 'images'

const chunkShape = v.object({
  /** SHA-256 of the model file. */
  model: v.string('a digest'),
  /** What the paths of the files are relative to. */
  folder: v.string('a path'),
  files: v.array(v.string('a path'), 'paths'),
})

export type ChunkPayload = v.InferOutput<typeof chunkShape>

const resultShape = v.object({
  lines: v.array(v.string(), 'lines'),
  /** How many of the files are not there, as this worker sees its disks. */
  missing: v.number(),
})

export type ChunkResult = v.InferOutput<typeof resultShape>

export function expectChunkResult(result: unknown): ChunkResult {
  expectShape(resultShape, result, "a chunk's result")
  return result
}

/** The name under which a model that did not come with this package travels. */
export function modelArtifact(digest: string): string {
  return `model-${digest}`
}

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/**
 * Makes the handler of chunks. Models are kept open from chunk to chunk.
 *
 * @param threads how many images are read at the same time
 */
export function createChunkHandler(threads: number): JobHandler {
  const opened = new Map<string, Promise<Answering<unknown, unknown>>>()
  return async (payload, { artifacts, signal }) => {
    expectShape(chunkShape, payload, 'a chunk of images')
    const { model, folder, files } = payload
    const answering = opened.get(model) ?? openModel(model, artifacts, threads)
    opened.set(model, answering)
    answering.catch(() => opened.delete(model))
    return readChunk(folder, files, await answering, signal)
  }
}

async function readChunk(
  folder: string,
  files: readonly string[],
  { open, answer, tell, tellFailure }: Answering<unknown, unknown>,
  signal: AbortSignal,
): Promise<ChunkResult> {
  // A line names the file as whoever asked for it does.
  const sources = files.map(file => ({ path: file, name: printableName(file) }))
  const lines: string[] = []
  let missing = 0
  const here = { open: (file: string | Uint8Array) => open(resolve(folder, file as string)), answer }
  for await (const answered of answersOf(sources, here)) {
    if (signal.aborted) throw new HandedBack()
    for (const one of answered) {
      if ('answer' in one) {
        lines.push(tell(one.source, one.answer))
        continue
      }
      const problem = one.problem.slice(one.problem.lastIndexOf('could not be read')) // without the path on this machine
      if (problem.endsWith('(no such file)')) missing++
      lines.push(tellFailure(one.source, problem)!)
    }
  }
  return { lines, missing }
}

async function openModel(digest: string, artifacts: Artifacts, threads: number): Promise<Answering<unknown, unknown>> {
  const classifier = await findModel(digest, artifacts)
  const { task } = classifier.metadata
  const answering = isDigitTask(task)
    ? (await import('../images/digitAnswers.js')).threadedAnswering(classifier, threads)
    : (await import('../images/classAnswers.js')).jsonAnswering(classifier)
  return (await answering) as Answering<unknown, unknown>
}

async function findModel(digest: string, artifacts: Artifacts): Promise<Classifier> {
  const shipped = await loadClassifier(undefined, { threads: 1 })
  if (digestOf(shipped.model) === digest) return shipped
  const bytes = await artifacts.get(modelArtifact(digest))
  if (!bytes) throw new DataError(`expected the model ${digest} in the queue, which is missing`)
  if (digestOf(bytes) !== digest) throw new DataError(`expected the model ${digest} in the queue, received another`)
  await tryModel(bytes)
  return createClassifier(nodeRuntime, bytes, { threads: 1 })
}
