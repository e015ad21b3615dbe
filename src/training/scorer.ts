import type { Network } from '../layers/network.js'
import type { Runtime, Values } from '../runtime/runtime.js'
import type { ExampleArray, Examples } from './examples.js'
import { buildScoreModel, SAMPLE_WEIGHTS, targetName } from './graphs.js'
import { addSums, means, noSums, readMeasures, type Sums } from './measures.js'
import type { Objective } from './objective.js'
import { type Parameters, parameterValues, size } from './parameters.js'

/** Means over the examples: of the loss, as `loss`, and of each metric. */
export type Score = Readonly<Record<string, number>>

export interface Scorer {
  /** How many examples a run takes at most. */
  readonly batchSize: number
  score(examples: Examples): Promise<Score>
  /** The sums over the examples from start to end. */
  measure(examples: Examples, start: number, end: number): Promise<Sums>
  dispose(): Promise<void>
}

/** Input values to a run, 500 images of MNIST: enough to keep the cores busy, few enough for 100 MB of activations. */
const BATCH_VALUES = 392_000

/** Compiles the measurement of a network, with the parameters as they are at each call, on examples that it is not trained on. */
export async function createScorer(
  options: Objective & {
    readonly runtime: Runtime
    readonly network: Network
    readonly parameters: Parameters
    readonly threads: number
  },
): Promise<Scorer> {
  const { runtime, network, loss, parameters, threads } = options
  const { model, inputs: needed } = buildScoreModel(network, options)
  const program = await runtime.compile(model, { threads })
  const weights = parameterValues(network, parameters)
  const perExample = network.inputs.reduce((total, { shape }) => total + size(shape), 0)
  const batchSize = Math.max(1, Math.floor(BATCH_VALUES / perExample))

  /** What is fed for the examples from start to end. */
  function feedsOf({ inputs, targets, sampleWeights }: Examples, start: number, end: number): Values {
    const part = (array: ExampleArray, shape: readonly number[]) => ({
      data: array.subarray(start * size(shape), end * size(shape)),
      shape: [end - start, ...shape],
    })
    const available: Values = {
      ...weights,
      ...Object.fromEntries(network.inputs.map(({ name, shape }) => [name, part(inputs[name]!, shape)])),
      ...Object.fromEntries(
        loss.targets(network.outputs).map(({ name, shape }) => [targetName(name), part(targets[name]!, shape)]),
      ),
      [SAMPLE_WEIGHTS]: sampleWeights
        ? part(sampleWeights, [])
        : { data: new Float32Array(end - start).fill(1), shape: [end - start] },
    }
    return Object.fromEntries(needed.map(({ name }) => [name, available[name]!]))
  }

  async function measure(examples: Examples, first: number, last: number): Promise<Sums> {
    let sums = noSums
    for (let start = first; start < last; start += batchSize) {
      const end = Math.min(last, start + batchSize)
      sums = addSums(sums, readMeasures(options, await program.run(feedsOf(examples, start, end))))
    }
    return sums
  }

  return {
    batchSize,
    measure,
    score: async examples => means(await measure(examples, 0, examples.count)),
    dispose: () => program.dispose(),
  }
}
