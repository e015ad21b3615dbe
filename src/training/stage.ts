/** What a training step computes, where it is not the whole network with all its gradients. */
export interface Stage {
  /** Whether maximum pools take one pixel of each window, as strides would: what comes before them is computed for no other. */
  readonly stridedPooling: boolean
  /** Names of weights that stay as they are: no gradient is computed for them, nor for what only they need. */
  readonly frozen: readonly string[]
}

/** Which epochs compute less. */
export interface StageOptions {
  /**
   * How many epochs at the beginning take one pixel of each window of a maximum pool instead of the largest, which costs what a net with
   * strides instead of pools costs; the last epoch never does, and neither does prediction. Defaults to 0.
   */
  readonly stridedPoolingFirstEpochs?: number
  /** Names of weights that stay as they are in the last epochs (Brock et al. 2017, "FreezeOut", arXiv 1706.04983). Defaults to none. */
  readonly frozenWeights?: readonly string[]
  /** How many epochs at the end leave the frozen weights as they are; the first never does. Defaults to 0. */
  readonly freezeLastEpochs?: number
}

/** A step that computes everything. */
export const wholeStage: Stage = { stridedPooling: false, frozen: [] }

/**
 * The stage of every epoch, in their order; epochs that compute the same have the same.
 *
 * @example stagesOf(3, { stridedPoolingFirstEpochs: 1 }).map(({ stridedPooling }) => stridedPooling) // true, false, false
 */
export function stagesOf(epochs: number, options: StageOptions): Stage[] {
  const { stridedPoolingFirstEpochs = 0, frozenWeights = [], freezeLastEpochs = 0 } = options
  const known: Stage[] = []
  return Array.from({ length: epochs }, (_, epoch) => {
    const stridedPooling = epoch < Math.min(stridedPoolingFirstEpochs, epochs - 1)
    const frozen = epoch >= Math.max(1, epochs - freezeLastEpochs) ? frozenWeights : wholeStage.frozen
    const same = known.find(stage => stage.stridedPooling === stridedPooling && stage.frozen === frozen)
    if (!same) known.push({ stridedPooling, frozen })
    return same ?? known.at(-1)!
  })
}
