import type { Digits } from '../data/digits.js'
import { evaluateProbabilities } from '../evaluation/evaluate.js'
import { networkFrom } from '../model/configuration.js'
import type { Model } from '../model/model.js'
import { isChain } from '../model/modelConfig.js'
import { readTrainedNetwork } from '../model/modelFile.js'
import type { PlacedLayer } from '../model/placement.js'
import { countWeights } from '../model/summary.js'
import type { Filters, LayerRow, ReportRun } from '../report/run.js'
import { type Parameters, parameterValues } from '../training/parameters.js'
import { findDisagreements } from './disagreements.js'
import type { RunRecord } from './record.js'
import { curveFrom } from './recordedCurve.js'
import { titleOf } from './title.js'

/** What a report is made from. */
export interface ReportSource {
  readonly folder: string
  readonly record: RunRecord
  /** The model file: serialized ONNX. */
  readonly model: Uint8Array
  /** The images that it is measured on. */
  readonly test: Digits
  /** Which images those are. Defaults to the test images. */
  readonly measuredOn?: 'test' | 'held-out'
  /** What the model answers to them: [count × classes]. */
  readonly probabilities: Float32Array
}

/** Puts together what the report of a finished run shows. */
export function reportRunOf({
  folder,
  record,
  model,
  test,
  measuredOn = 'test',
  probabilities,
}: ReportSource): ReportRun {
  const { network, parameters } = readTrainedNetwork(model)
  const task = network.task!
  const evaluation = evaluateProbabilities(probabilities, test.labels, task.classes.length)
  const { version, started, seed, from, command, preset, history, curve, environment, options } = record
  const { limit, threads, device, ...training } = options
  const { node, onnxruntime, platform, processor, cores } = environment
  return {
    title: titleOf(record),
    task,
    path: folder,
    version,
    started,
    seed,
    ...(from && { from }),
    command,
    configuration: preset === undefined ? { ...networkFrom(record.model).config, training } : undefined,
    environment: `${processor} (${cores} cores, ${platform}), Node ${node.replace(/^v/, '')}, ONNX Runtime ${onnxruntime}`,
    parameters: countWeights(network.weights),
    layers: describeLayers(network),
    history,
    curve: curve && curveFrom(curve),
    seconds: { ...record.seconds },
    filters: firstFilters(network, parameters),
    measuredOn,
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

const shown = (value: unknown) =>
  Array.isArray(value) ? value.join(' × ') : typeof value === 'object' ? JSON.stringify(value) : value

const inWords = (key: string) => key.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)

function describeLayers({ inputs, layers }: Model): LayerRow[] {
  const connections = isChain(inputs, layers) ? () => [] : connectionsOf
  return layers.map(placed => describeLayer(placed, connections(placed)))
}

function connectionsOf({ inputs, sharedWith }: PlacedLayer): string[] {
  return [`of ${inputs.join(' and ')}`, ...(sharedWith === undefined ? [] : [`weights of ${sharedWith}`])]
}

function describeLayer({ name, layer, outputShape, weights }: PlacedLayer, connections: readonly string[]): LayerRow {
  const options = Object.entries(layer.config)
    .filter(([key, value]) => usual[key] !== value)
    .map(([key, value]) => `${inWords(key)} ${shown(value)}`)
  return {
    name,
    kind: layer.kind,
    options: [...connections, ...options].join(', '),
    outputShape,
    parameters: countWeights(Object.values(weights)),
  }
}

/** Filters shown of a layer that has more. */
const mostFilters = 48

/** The kernels of the first layer with weights, where each of them sees one channel of the image. */
function firstFilters(network: Model, parameters: Parameters): Filters | null {
  const place = network.layers.findIndex(({ weights }) => Object.keys(weights).length > 0)
  const { name, layer, inputShapes } = network.layers[place]!
  const inputShape = inputShapes[0]!
  const image = network.layers
    .slice(0, place + 1)
    .flatMap(({ inputShapes }) => inputShapes)
    .findLast(shape => shape.length === 3)
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
    values: count <= mostFilters ? values : values.toSorted((a, b) => strength(b) - strength(a)).slice(0, mostFilters),
  }
}
