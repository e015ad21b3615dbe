import { mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { basename, join } from 'node:path'
import { type Digits, indicesByValue, selectDigits, spreadPlaces } from '../../data/digits.js'
import { DataError, UsageError } from '../../errors.js'
import { formatCount, formatPercent } from '../../figures/format.js'
import { createClassifier } from '../../model/classifier.js'
import { readModelMetadata, readTrainedNetwork } from '../../model/modelFile.js'
import { fileProblem, readAs, writeWhole } from '../../node/files.js'
import { loadData } from '../../node/openData.js'
import { exportC } from '../../quantize/c/exportC.js'
import { exportQuantized } from '../../quantize/exportQuantized.js'
import {
  type QuantizationAwareTrainingOptions,
  quantizationAwareTraining,
} from '../../quantize/quantizationAwareTraining.js'
import type { QuantizedModel } from '../../quantize/quantizedModel.js'
import { quantizeModel } from '../../quantize/quantizeModel.js'
import { nodeRuntime as runtime } from '../../runtime/node.js'
import { expectSameTask } from '../../task.js'
import { expectFree } from '../expectFree.js'
import { reportLoading } from '../loading.js'
import { print } from '../output.js'
import { type DataCommandOptions, dataOf } from '../sharedOptions.js'
import { createTrainingDisplay } from '../training/trainingDisplay.js'
import type { QuantizedFormatName } from './formats.js'

/** Options of `mnist export` for a format of integers. */
export interface QuantizedExportOptions extends DataCommandOptions {
  readonly format: QuantizedFormatName
  readonly out?: string
  readonly name?: string
  readonly calibration?: number
  readonly qat?: number
}

/** Images that both models are compared on, at most; of those that could be trained on, no more than a tenth. */
const COMPARED = 2000

/** Images in a self-test, one of each class as far as they go. */
const VECTORS = 10

/** Exports a model with weights of 8 bits, and prints how well it agrees with what it was. */
export async function runQuantizedExport(path: string, options: QuantizedExportOptions): Promise<void> {
  const { format, calibration = 1000 } = options
  if (options.name !== undefined && format !== 'c')
    throw new UsageError('expected --format c with --name, received another format')
  const model = await readAs(path, bytes => ({
    bytes,
    metadata: readModelMetadata(bytes),
    ...readTrainedNetwork(bytes),
  }))
  const { network, parameters, metadata } = model
  const { task, temperature = 1, rejectThreshold, preset, seed, digests } = metadata
  const loading = reportLoading()
  const loaded = await loadData({
    parts: ['training'],
    onProgress: loading.onProgress,
    task,
    ...dataOf(options),
  }).finally(loading.end)
  expectSameTask(path, task, loaded.task)
  const { chosen, others, rest } = chooseImages(loaded.training, calibration, options.qat !== undefined)
  const threads = availableParallelism()
  const common = { runtime, temperature, threads }
  const quantized = rest
    ? await trainOn(model, rest, { ...common, calibration: chosen.images, epochs: options.qat!, seed: seed ?? 0 })
    : await quantizeModel(network, parameters, chosen.images, common)
  // Its accuracy on test images is another one, which nobody has measured.
  const kept = Object.entries({ preset, seed, digests, rejectThreshold }).filter(([, value]) => value !== undefined)
  const onnx = exportQuantized(quantized, Object.fromEntries(kept))
  const files =
    format === 'c'
      ? exportC(quantized, {
          name: options.name ?? cName(path),
          vectors: oneOfEach(chosen).images,
          ...(rejectThreshold !== undefined && { rejectThreshold }),
        })
      : { [`${stemOf(path)}-int8.onnx`]: onnx }
  const written = await writeFiles(files, options)
  const lines = written.map(file => `Written: ${file}`)
  if (others.count > 0) {
    const [float, integer] = [await accuracyOf(model.bytes, others), await accuracyOf(onnx, others)]
    lines.push(
      `Right on ${formatCount(others.count)} other training images: ${formatPercent(float, 2)} in floats, ${formatPercent(integer, 2)} in integers`,
    )
  }
  print(lines.join('\n'))

  async function accuracyOf(bytes: Uint8Array, digits: Digits): Promise<number> {
    const classifier = await createClassifier(runtime, bytes, { threads, name: path })
    return (await classifier.evaluate(digits).finally(() => classifier.dispose())).accuracy
  }
}

/** Quantization-aware training, with its progress shown. */
async function trainOn(
  { network, parameters }: ReturnType<typeof readTrainedNetwork>,
  digits: Digits,
  options: QuantizationAwareTrainingOptions & { readonly epochs: number },
): Promise<QuantizedModel> {
  const display = createTrainingDisplay({ epochs: options.epochs, quiet: false })
  const quantized = await quantizationAwareTraining(network, parameters, digits, {
    ...options,
    onStep: progress => display.onStep(progress),
    onEpoch: record => display.onEpoch(record),
  })
  display.clear()
  return quantized
}

/** Images to calibrate by, others to compare on, and where it trains all but those others. */
function chooseImages(training: Digits, calibration: number, trains: boolean) {
  const chosen = spreadPlaces(calibration, training.count)
  const taken = new Set(chosen)
  const all = Array.from({ length: training.count }, (_, index) => index)
  const left = all.filter(index => !taken.has(index))
  const compared = trains ? Math.min(COMPARED, Math.floor(training.count / 10)) : COMPARED
  const others = new Set(spreadPlaces(compared, left.length).map(place => left[place]!))
  return {
    chosen: selectDigits(training, chosen),
    others: selectDigits(training, [...others]),
    ...(trains && {
      rest: selectDigits(
        training,
        all.filter(index => !others.has(index)),
      ),
    }),
  }
}

function oneOfEach(digits: Digits): Digits {
  const firsts = [...indicesByValue(digits.labels)].sort(([a], [b]) => a - b).map(([, indices]) => indices[0]!)
  return selectDigits(digits, firsts.slice(0, VECTORS))
}

/** Files of C go to a folder, which is made where it is missing; any other is one file. What nobody named is not replaced. */
async function writeFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
  { format, out }: QuantizedExportOptions,
): Promise<string[]> {
  const names = Object.keys(files)
  const paths = names.map(name => (format === 'c' ? join(out ?? '.', name) : (out ?? name)))
  if (out === undefined) for (const path of paths) await expectFree(path, format === 'c' ? '.' : path)
  if (format === 'c' && out !== undefined)
    await mkdir(out, { recursive: true }).catch(error => {
      throw new DataError(`${out}: could not be made (${fileProblem(error, { EEXIST: 'it is a file' })})`, {
        cause: error,
      })
    })
  for (const [index, path] of paths.entries()) await writeWhole(path, files[names[index]!]!)
  return paths
}

const stemOf = (path: string) => basename(path).replace(/\.onnx$/i, '')

/** The file's name as a name of C. */
function cName(path: string): string {
  const name = stemOf(path)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
  return (/^[a-z]/.test(name) ? name : `net_${name}`).slice(0, 40)
}
