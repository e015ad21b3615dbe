import { availableParallelism } from 'node:os'
import { EngineError } from '../../errors.js'
import { formatPercent } from '../../figures/format.js'
import { digitAnswer, unreadable } from '../../model/answers.js'
import type { Classifier } from '../../model/classifier.js'
import { createReader, type Reading } from '../../model/reader.js'
import { decodeImage } from '../../node/decodeImage.js'
import type { DecodedImage } from '../../node/decodePixels.js'
import { loadFinder } from '../../node/finder.js'
import { type PreparedPicture, preparePicture } from '../../reading/prepare.js'
import type { ImageOptions } from '../sharedOptions.js'
import { type Answering, answerFiles } from './answerFiles.js'
import { nameWidth } from './answerText.js'
import { explanationNames } from './explanationNames.js'
import type { ImageSource } from './imageFiles.js'
import { describeRejection } from './rejection.js'

/**
 * Prints which digit each image shows.
 *
 * @returns the exit code
 */
export async function answerImages(
  sources: readonly ImageSource[],
  classifier: Classifier,
  { model, top = 1, json, explain }: { readonly top?: number } & Pick<ImageOptions, 'model' | 'json' | 'explain'>,
): Promise<number> {
  const width = nameWidth(sources)
  const telling = json
    ? jsonTelling
    : {
        tell: (source: ImageSource, reading: Reading) =>
          `${source.name.padEnd(width)}  ${describeReading(reading, top)}`,
        tellFailure: () => undefined,
      }
  if (explain === undefined && sources.length >= worthThreads)
    return answerFiles(sources, { ...(await threadedAnswering(classifier, availableParallelism(), model)), ...telling })
  const { classifyPrepared } = createReader(classifier, await loadFinder({ threads: 1 }))
  return answerFiles<Prepared, Reading>(sources, {
    ...telling,
    async open(file) {
      const image = await decodeImage(file)
      return { image, prepared: preparePicture(image) }
    },
    answer: images =>
      classifyPrepared(
        images.map(({ prepared }) => prepared),
        { stages: explain !== undefined },
      ),
    ...(explain !== undefined && { conclude: await explainer(explain, classifier, sources) }),
  })
}

/** How images are answered by threads that read them all the same time, and each by a line of JSON. */
export async function threadedAnswering(
  classifier: Classifier,
  count: number,
  name?: string,
): Promise<Answering<Reading | EngineError, Reading>> {
  const { startReadingThreads } = await import('../../node/readingThreads.js')
  const threads = startReadingThreads({ model: classifier.model, name }, count)
  return { open: threads.classify, answer: async readings => readings.map(expectReading), ...jsonTelling }
}

const jsonTelling = {
  tell: ({ path }: ImageSource, reading: Reading) => JSON.stringify({ file: path, ...digitAnswer(reading) }),
  tellFailure: ({ path }: ImageSource, reason: string) => JSON.stringify({ file: path, ...unreadable.digit(reason) }),
}

interface Prepared {
  readonly image: DecodedImage
  readonly prepared: PreparedPicture
}

/** A network that fails is no fault of the file: it ends the command. */
function expectReading(reading: Reading | EngineError): Reading {
  if (reading instanceof EngineError) throw reading
  return reading
}

async function explainer(folder: string, classifier: Classifier, sources: readonly ImageSource[]) {
  const [{ createExplanationFolder }, { explainDigit }] = await Promise.all([
    import('../explain/explanation.js'),
    import('../explain/explainDigit.js'),
  ])
  await createExplanationFolder(folder)
  const names = explanationNames(sources)
  return (source: ImageSource, { image }: Prepared, reading: Reading) =>
    explainDigit({ folder, name: names.get(source)!, title: source.name, classifier }, image, reading)
}

/** Images from which on it pays to start threads, each of which compiles the networks for itself. */
const worthThreads = 32

/** The answer in words: `7   99.8 %`, with as many digits as wanted; or why there is none. */
function describeReading({ digit, probabilities, reason = '' }: Reading, top: number): string {
  const likeliest = probabilities
    .map((probability, digit) => ({ name: String(digit), probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, top)
  if (digit === null) return describeRejection('no digit', reason, top === 1 ? [] : likeliest)
  return likeliest.map(one => `${one.name} ${formatPercent(one.probability, 1).padStart(7)}`).join('   ')
}
