import * as v from 'valibot'
import { DataError } from '../errors.js'
import type { Network } from '../layers/network.js'
import { parseOptions, threadCount } from '../options.js'
import type { Runtime } from '../runtime/runtime.js'
import { type Examples, expectExamples } from './examples.js'
import type { Loss } from './losses/loss.js'
import type { Metrics } from './metrics.js'
import type { Parameters } from './parameters.js'
import { createScorer } from './scorer.js'

/** What to measure, and by which weights. */
export interface EvaluateOptions<M extends string = never> {
  readonly runtime: Runtime
  /** The weights: `state.parameters` of a training. */
  readonly parameters: Parameters
  readonly loss: Loss
  /** What is measured beside the loss. Defaults to nothing. */
  readonly metrics?: Metrics<M>
  /** Cores that a run may use. Defaults to 1. */
  readonly threads?: number
}

/**
 * Measures a trained network: the means of its loss and metrics over examples, as at prediction.
 *
 * @returns `loss`, and each metric by its name; NaN where no example counts
 * @throws {DataError} if there are no examples, or if an array does not fit the network or the loss
 * @example const { loss, accuracy } = await evaluate(network, test, { runtime, parameters, loss, metrics: { accuracy: accuracy() } })
 */
export async function evaluate<M extends string = never>(
  network: Network,
  examples: Examples,
  options: EvaluateOptions<M>,
): Promise<Readonly<Record<M | 'loss', number>>> {
  const { loss, threads = 1 } = options
  parseOptions('evaluate', v.strictObject({ threads: threadCount }), { threads })
  if (examples.count === 0) throw new DataError('evaluate: expected at least 1 example, received 0')
  expectExamples('evaluate', examples, { inputs: network.inputs, targets: loss.targets(network.outputs) })
  const scorer = await createScorer({ ...options, network, threads })
  try {
    return (await scorer.score(examples)) as Readonly<Record<M | 'loss', number>>
  } finally {
    await scorer.dispose()
  }
}
