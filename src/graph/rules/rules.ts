import { UsageError } from '../../errors.js'
import type { Passes, Rule } from '../rewrite.js'
import { dropReshape, joinReshapes, joinTransposes, multiplyByOne } from './algebra.js'
import { foldTransposedConvolution, gatherUpsampling, unfoldDepthwiseConvolution } from './images.js'
import {
  layoutAfterBatchNormalization,
  layoutAfterConcatenation,
  layoutAfterElementwise,
  layoutAfterPad,
  layoutAfterReduction,
  layoutAfterReshape,
} from './layout.js'
import { logOfSigmoid, logOfSoftmax } from './logarithms.js'
import { biasAfterMaxPool, reluAfterMaxPool } from './pooling.js'
import { unfoldAveragePool, unfoldConvolution, unfoldMaxPool, unfoldMaxPoolOfConvolution } from './unfolding.js'

/** For a graph that is run as it is. */
export const inferencePasses: Passes = [[logOfSoftmax, logOfSigmoid]]

/** For a graph of which the gradients will be wanted, before it is differentiated. */
export const forwardPasses: Passes = [
  [logOfSoftmax, logOfSigmoid, reluAfterMaxPool, biasAfterMaxPool],
  [unfoldMaxPoolOfConvolution], // before the convolution is unfolded by itself
  [
    unfoldConvolution,
    unfoldDepthwiseConvolution,
    foldTransposedConvolution,
    gatherUpsampling,
    unfoldMaxPool,
    unfoldAveragePool,
  ],
  [
    joinTransposes,
    layoutAfterElementwise,
    layoutAfterReduction,
    layoutAfterReshape,
    layoutAfterConcatenation,
    layoutAfterPad,
    layoutAfterBatchNormalization,
  ],
]

/** For a graph with its gradients. */
export const backwardPasses: Passes = [[multiplyByOne, joinReshapes, dropReshape, joinTransposes]]

/** Every rule by its name. */
export const rules: ReadonlyMap<string, Rule> = new Map(
  [inferencePasses, forwardPasses, backwardPasses].flat(2).map(rule => [rule.name, rule]),
)

/**
 * The same passes without some rules, to compare.
 *
 * @throws {UsageError} if there is no rule of a name
 */
export function withoutRules(passes: Passes, names: readonly string[]): Passes {
  const unknown = names.find(name => !rules.has(name))
  if (unknown !== undefined)
    throw new UsageError(`withoutRules: expected names among ${[...rules.keys()].join(', ')}, received ${unknown}`)
  return passes.map(pass => pass.filter(({ name }) => !names.includes(name)))
}
