// A look at validation examples within an epoch costs time, so there are as many as cost at most 3 % of the training. Costs are
// counted, not timed: the clock would give each machine, and each run, other points, and a resumed run not those of one that never
// stopped. One ratio is needed for that, what the forward pass of an example costs beside a training step on it: 0.1 to 0.67 was
// measured over the presets, with one thread and with two, where a third of the operations are the forward pass's.

/** What looks within the epochs may cost at most, as a fraction of the training. */
const MAX_COST = 0.03
/** An upper bound of that ratio. */
const FORWARD_COST = 0.75
/** Looks to a training: with more epochs, those at their ends are enough. */
const ENOUGH_LOOKS = 20
/** How many examples are looked at: half of them, and no more than these. The first ones, always the same, so that the points compare. */
const ENOUGH_EXAMPLES = 1000

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
  const wanted = Math.min(options.count / 2, ENOUGH_EXAMPLES)
  const count = Math.min(options.count, Math.ceil(wanted / scoringBatch) * scoringBatch)
  const affordable = Math.floor((MAX_COST * steps * batchSize) / (FORWARD_COST * count))
  const { perEpoch = Math.min(1 + affordable, Math.ceil(ENOUGH_LOOKS / epochs)) } = options
  const looks = Array.from({ length: perEpoch }, (_, look) => Math.ceil(((look + 1) * steps) / perEpoch))
  return { steps: new Set(looks), count }
}
