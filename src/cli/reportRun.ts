import type { Digits } from '../data/digits.js'
import { evaluateProbabilities } from '../evaluation/evaluate.js'
import { readTrainedNetwork } from '../model/modelFile.js'
import type { Sequential } from '../model/sequential.js'
import { countWeights } from '../model/summary.js'
import type { Filters, LayerRow, ReportRun } from '../report/run.js'
import { type Parameters, parameterValues } from '../training/parameters.js'
import { findDisagreements } from './disagreements.js'
import type { RunRecord } from './record.js'
import { titleOf } from './run.js'

/** What a report is made from. */
export interface ReportSource {
  readonly folder: string
  readonly record: RunRecord
  /** The model file: serialised ONNX. */
  readonly model: Uint8Array
  readonly test: Digits
  /** What the model answers to the test images: [count × 10]. */
  readonly probabilities: Float32Array
}

/** Puts together what the report of a finished run shows. */
export function reportRunOf({ folder, record, model, test, probabilities }: ReportSource): ReportRun {
  const { network, parameters } = readTrainedNetwork(model)
  const evaluation = evaluateProbabilities(probabilities, test.labels)
  const { version, started, seed, command, preset, history, environment, options } = record
  const { limit, threads, ...training } = options
  const { node, onnxruntime, platform, processor, cores } = environment
  return {
    title: titleOf(record),
    place: folder,
    version,
    started,
    seed,
    command,
    configuration: preset === undefined ? { ...record.model, training } : undefined,
    environment: `${processor} (${cores} cores, ${platform}), Node ${node.replace(/^v/, '')}, ONNX Runtime ${onnxruntime}`,
    parameters: countWeights(network.weights),
    layers: network.layers.map(describeLayer),
    history,
    seconds: { ...record.seconds },
    filters: firstFilters(network, parameters),
    images: test.images,
    labels: test.labels,
    probabilities,
    evaluation,
    disagreements: [
      ...(record.parameters === countWeights(network.weights)
        ? []
        : [
            `run.json says the net has ${record.parameters} parameters, the model has ${countWeights(network.weights)}`,
          ]),
      ...(record.test ? findDisagreements(record.test, evaluation) : []),
    ],
  }
}

/** What goes without saying. */
const usual: Record<string, unknown> = { strides: 1, padding: 'valid', activation: 'linear', useBias: true }

const inWords = (key: string) => key.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)

function describeLayer({ name, layer, outputShape, weights }: Sequential['layers'][number]): LayerRow {
  const options = Object.entries(layer.config)
    .filter(([key, value]) => usual[key] !== value)
    .map(([key, value]) => `${inWords(key)} ${Array.isArray(value) ? value.join(' × ') : value}`)
  return {
    name,
    kind: layer.kind,
    options: options.join(', '),
    outputShape,
    parameters: countWeights(Object.values(weights)),
  }
}

/** Filters shown of a layer that has more. */
const shown = 48

/** The kernels of the first layer with weights, where each of them sees one channel of the image. */
function firstFilters(network: Sequential, parameters: Parameters): Filters | null {
  const place = network.layers.findIndex(({ weights }) => Object.keys(weights).length > 0)
  const { name, layer, inputShape } = network.layers[place]!
  const image = network.layers.slice(0, place + 1).findLast(({ inputShape }) => inputShape.length === 3)?.inputShape
  const kernel = parameterValues(network, parameters)[`${name}.kernel`]
  if (!kernel || image?.[0] !== 1) return null
  const data = kernel.data as Float32Array
  const isConvolution = layer.kind === 'conv2d'
  // conv2d: [filters, 1, height, width]; dense: [features, units], a column for each unit.
  const count = isConvolution ? kernel.shape[0]! : kernel.shape[1]!
  const area = isConvolution ? kernel.shape[2]! * kernel.shape[3]! : kernel.shape[0]!
  if (!isConvolution && (layer.kind !== 'dense' || inputShape[0] !== image[1]! * image[2]!)) return null
  const values = Array.from({ length: count }, (_, filter) =>
    Float32Array.from({ length: area }, (_, at) => data[isConvolution ? filter * area + at : at * count + filter]!),
  )
  const strength = (weights: Float32Array) => weights.reduce((sum, weight) => sum + weight * weight, 0)
  const [height, width] = isConvolution ? [kernel.shape[2]!, kernel.shape[3]!] : [image[1]!, image[2]!]
  return {
    layer: name,
    height,
    width,
    count,
    values: count <= shown ? values : values.toSorted((a, b) => strength(b) - strength(a)).slice(0, shown),
  }
}
