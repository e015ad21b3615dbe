import type { Network } from '../layers/network.js'
import type { Runtime } from '../runtime/runtime.js'
import { type LabelledImages, PIXELS } from './batches.js'
import { printScoreGraph } from './graphs.js'
import { type Parameters, parameterValues } from './parameters.js'

export interface Score {
  /** Mean categorical cross-entropy. */
  readonly loss: number
  /** Share of right answers. */
  readonly accuracy: number
}

export interface Scorer {
  score(examples: LabelledImages): Promise<Score>
  dispose(): Promise<void>
}

/** Large enough to keep the cores busy, small enough for 100 MB of activations. */
const BATCH = 500

/** Compiles the measurement of a network, with the parameters as they are at each call, on images that it is not trained on. */
export async function createScorer(options: {
  readonly runtime: Runtime
  readonly network: Network
  readonly parameters: Parameters
  readonly threads: number
}): Promise<Scorer> {
  const { runtime, network, parameters, threads } = options
  const program = await runtime.compile(printScoreGraph(network).model, { threads })
  const weights = parameterValues(network, parameters)
  return {
    async score({ images, labels, count }) {
      let [loss, correct] = [0, 0]
      for (let start = 0; start < count; start += BATCH) {
        const end = Math.min(count, start + BATCH)
        const result = await program.run({
          ...weights,
          image: { data: images.subarray(start * PIXELS, end * PIXELS), shape: [end - start, 28, 28] },
          label: { data: labels.subarray(start, end), shape: [end - start] },
        })
        loss += Number(result.loss!.data[0])
        correct += Number(result.correct!.data[0])
      }
      return { loss: loss / count, accuracy: correct / count }
    },
    dispose: () => program.dispose(),
  }
}
