import { type Classifier, createClassifier } from '../../src/model/classifier.js'
import { createFinder, type Finder } from '../../src/model/finder.js'
import { exportActivations, readTrainedNetwork } from '../../src/model/modelFile.js'
import { occlusionMap } from '../../src/model/occlusion.js'
import { createReader, type Reader } from '../../src/model/reader.js'
import type { Stage } from '../../src/reading/picture.js'
import type { Program, Values } from '../../src/runtime/runtime.js'
import { webRuntime } from '../../src/runtime/web.js'
import { isDigitTask, pixelShape } from '../../src/task.js'
import { type Answer, chooseAnswer } from './answer.js'
import { classAnswer } from './classAnswer.js'

/** What the reader's worker does: everything that runs the network for the pad, so that the page only draws. */
export interface ReaderService {
  /** Takes the network into use that finds digits, before any model that names them. */
  openFinder(model: Uint8Array): Promise<void>
  /** Takes a model into use, in place of the one before; errors call it by its name. */
  open(model: Uint8Array, name: string): Promise<void>
  /** Says what is written on RGBA pixels, or of which class they are. */
  read(data: Uint8ClampedArray, width: number, height: number): Promise<Answer>
  /** What the reader looked at in RGBA pixels, read as a number or as one digit; nothing for a model of another task. */
  stages(data: Uint8ClampedArray, width: number, height: number, asNumber: boolean): Promise<readonly Stage[]>
  /** What each layer makes of an image, by its name; undefined where the model does not tell its layers. */
  activations(image: Uint8Array): Promise<Values | undefined>
  /** Which pixels of an image decided for a digit or class, see `occlusionMap`. */
  decided(image: Uint8Array, digit: number): Promise<Float32Array>
}

interface Opened {
  readonly classifier: Classifier
  /** Undefined where the model is of another task than handwritten digits. */
  readonly reader: Reader | undefined
  readonly activations: Program | undefined
}

export function createReaderService(): ReaderService {
  let finder: Finder | undefined
  let opening: Promise<Opened> | undefined
  const opened = () => opening ?? Promise.reject(new Error('expected a model to be open, found none'))
  return {
    async openFinder(model) {
      finder = await createFinder(webRuntime, model, { threads: 1 })
    },
    async open(model, name) {
      if (!finder) throw new Error('expected the network that finds digits to be open, found none')
      const before = opening
      opening = openModel(finder, model, name)
      await before?.then(
        ({ classifier, activations }) => Promise.all([classifier.dispose(), activations?.dispose()]),
        () => {}, // one that could not be opened leaves nothing behind
      )
      await opening
    },
    async read(data, width, height) {
      return answerBy(await opened(), data, width, height)
    },
    async stages(data, width, height, asNumber) {
      const { reader } = await opened()
      if (!reader) return []
      const { stages } = await reader[asNumber ? 'readNumber' : 'classify'](data, width, height, { stages: true })
      return stages ?? []
    },
    async activations(image) {
      const { activations, classifier } = await opened()
      return activations?.run({ image: { data: image, shape: [1, ...pixelShape(classifier.metadata.task)] } })
    },
    decided: async (image, digit) => occlusionMap((await opened()).classifier, image, digit),
  }
}

async function openModel(finder: Finder, model: Uint8Array, name: string): Promise<Opened> {
  const classifier = await createClassifier(webRuntime, model, { threads: 1, name })
  const { metadata } = classifier
  const reader = isDigitTask(metadata.task) ? createReader(classifier, finder) : undefined
  await warmUp({ classifier, reader })
  if (!metadata.configuration) return { classifier, reader, activations: undefined }
  const { network, parameters } = readTrainedNetwork(model)
  const activations = await webRuntime.compile(exportActivations(network, parameters, metadata), { threads: 1 })
  return { classifier, reader, activations }
}

type Answering = Pick<Opened, 'classifier' | 'reader'>

function answerBy({ classifier, reader }: Answering, data: Uint8ClampedArray, width: number, height: number) {
  return reader ? chooseAnswer(reader, data, width, height) : classAnswer(classifier, data, width, height)
}

/** Reads a made-up picture some times: the first runs take memory and compile code, which nobody should wait for while they draw. */
async function warmUp(opened: Answering): Promise<void> {
  const [width, height] = [136, 102]
  const picture = new Uint8ClampedArray(width * height * 4).fill(255)
  for (let y = 20; y < 60; y++) picture.fill(0, (y * width + 50) * 4, (y * width + 54) * 4)
  for (let time = 0; time < 3; time++) await answerBy(opened, picture, width, height)
}
