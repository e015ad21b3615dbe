import { availableParallelism } from 'node:os'
import { UsageError } from '../errors.js'
import { formatPercent } from '../figures/format.js'
import type { Classifier } from '../model/classifier.js'
import { createReader, type Reading } from '../model/reader.js'
import { loadClassifier } from '../node/classifier.js'
import { decodeImage } from '../node/decodeImage.js'
import type { DecodedImage } from '../node/decodePixels.js'
import { loadFinder } from '../node/finder.js'
import { type PreparedPicture, preparePicture } from '../reading/prepare.js'
import { describeTask, isDigitTask, mnistTask } from '../task.js'
import { answerFiles } from './answerFiles.js'
import { nameWidth, shortened } from './answerText.js'
import { explanationNames } from './explanationNames.js'
import { findImages, type ImageSource } from './imageFiles.js'
import type { PredictOptions } from './predict.js'

/**
 * Runs `mnist predict`.
 *
 * @returns the exit code
 */
export async function predict(words: readonly string[], options: PredictOptions): Promise<number> {
  const { model, top = 1, json, explain } = options
  const sources = await findImages(words)
  // One thread: while the network answers, other threads decode the images that follow.
  const classifier = await loadClassifier(model, { threads: 1 })
  const { task } = classifier.metadata
  if (!isDigitTask(task)) {
    if (explain !== undefined)
      throw new UsageError(`--explain: expected a model of handwritten digits, received one of ${describeTask(task)}`)
    return (await import('./predictingImages.js')).predictImages(sources, classifier, options)
  }
  const { classifyPrepared } = createReader(classifier, await loadFinder({ threads: 1 }))
  const width = nameWidth(sources)
  const explaining = explain !== undefined
  const threads =
    !explaining &&
    sources.length >= worthThreads &&
    (await import('../node/preparers.js')).startPreparers(availableParallelism())
  return answerFiles<Prepared, Reading>(sources, {
    async open(file) {
      if (threads) return { prepared: await threads.prepare(file) }
      const image = await decodeImage(file)
      return { prepared: preparePicture(image), image }
    },
    answer: images =>
      classifyPrepared(
        images.map(({ prepared }) => prepared),
        { stages: explaining },
      ),
    ...(explaining && { conclude: await explainer(explain, classifier, sources) }),
    tell: (source, reading) =>
      json ? jsonLine(source, reading) : `${source.name.padEnd(width)}  ${describeReading(reading, top)}`,
    tellFailure: (source, reason) => (json ? jsonLine(source, { ...nothing, reason }) : undefined),
  })
}

interface Prepared {
  readonly prepared: PreparedPicture
  /** Where it was not left to a thread. */
  readonly image?: DecodedImage
}

async function explainer(folder: string, classifier: Classifier, sources: readonly ImageSource[]) {
  const [{ createExplanationFolder }, { explainDigit }] = await Promise.all([
    import('./explanation.js'),
    import('./explainDigit.js'),
  ])
  await createExplanationFolder(folder)
  const names = explanationNames(sources)
  return (source: ImageSource, { image }: Prepared, reading: Reading) =>
    explainDigit({ folder, name: names.get(source)!, title: source.name, classifier }, image!, reading)
}

/** Images from which on it pays to start threads. */
const worthThreads = 16

/** What a file answers that could not be read. */
const nothing: Reading = { digit: null, confidence: 0, probabilities: mnistTask.classes.map(() => 0) }

function jsonLine({ path }: ImageSource, { digit, confidence, probabilities, reason }: Reading): string {
  return JSON.stringify({
    file: path,
    digit,
    confidence: shortened(confidence),
    probabilities: probabilities.map(shortened),
    ...(reason !== undefined && { reason }),
  })
}

/** The answer in words: `7   99.8 %`, with as many digits as wanted; or why there is none. */
export function describeReading({ digit, probabilities, confidence, reason }: Reading, top: number): string {
  const likeliest = probabilities
    .map((probability, digit) => ({ digit, probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, top)
  const share = (probability: number) => formatPercent(probability, 1)
  if (digit !== null) return likeliest.map(one => `${one.digit} ${share(one.probability).padStart(7)}`).join('   ')
  if (top === 1 || confidence === 0) return `no digit: ${reason}`
  return `no digit: ${reason} (perhaps ${likeliest.map(one => `${one.digit} ${share(one.probability)}`).join(', ')})`
}
