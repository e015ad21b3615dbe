// A look at validation examples within an epoch costs time, so there are as many as cost at most 3 % of the training. Costs are
// counted, not timed: the clock would give each machine, and each run, other points, and a resumed run not those of one that never
// stopped. One count is needed for that, how much a forward pass costs beside a training step (bench/README.md, "Learning curves").

/** What looks within the epochs may cost at most, as a fraction of the training. */
const MAX_COST = 0.03
/** An upper bound of what the forward pass costs an example, in training steps: 0.1 to 0.5 was measured. */
const FORWARD_COST = 0.5
/** Looks to a training: with more epochs, those at their ends are enough. */
const ENOUGH_LOOKS = 20
/** The fraction of the validation examples that is looked at, at least: the first ones, always the same, so that the points compare. */
const LOOKED_AT = 0.5

export interface ValidationSteps {
  /** Steps of an epoch, from 1, after which validation examples are looked at; the last step is one. */
  readonly steps: ReadonlySet<number>
  /** How many of them are looked at, the first ones. */
  readonly count: number
}

/**
 * Chooses when the validation examples are looked at for the learning curve, and how many of them.
 *
 * @param options.count validation examples
 * @param options.batchSize of the training
 * @param options.scoringBatch how many examples the scorer takes at once: fewer would take as long
 * @param options.perEpoch how often, where it is told
 */
export function validationSteps(options: {
  readonly count: number
  readonly scoringBatch: number
  readonly epochs: number
  readonly steps: number
  readonly batchSize: number
  readonly perEpoch?: number | undefined
}): ValidationSteps {
  const { scoringBatch, epochs, steps, batchSize } = options
  const count = Math.min(options.count, Math.ceil((options.count * LOOKED_AT) / scoringBatch) * scoringBatch)
  const affordable = Math.floor((MAX_COST * steps * batchSize) / (FORWARD_COST * count))
  const { perEpoch = Math.min(1 + affordable, Math.ceil(ENOUGH_LOOKS / epochs)) } = options
  const looks = Array.from({ length: perEpoch }, (_, look) => Math.ceil(((look + 1) * steps) / perEpoch))
  return { steps: new Set(looks), count }
}
