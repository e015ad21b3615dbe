import type { Digits } from '../../data/digits.js'
import { networkFrom } from '../../model/configuration.js'
import type { TrainOptions } from '../../node/fit.js'
import type { EpochRecord } from '../../training/history.js'
import type { CurvePoint, LearningCurve } from '../../training/learningCurve.js'
import { optimizerFrom } from '../../training/optimizers.js'
import { parameterValues } from '../../training/parameters.js'
import { scheduleFrom } from '../../training/schedules.js'
import type { TrainingState } from '../../training/state.js'
import type { RunRecord } from '../record.js'
import { titleOf } from '../title.js'
import type { LoggedTest, RunLogger } from './runLogger.js'

/** How long the end of a run waits for its loggers, in milliseconds. */
const PATIENCE = 120_000

/** The loggers of a run. */
export interface RunLog {
  /** @param training images that the run may use, those held out included */
  begin(run: BegunRun, training: Digits): void
  /** What `fit` is to tell; nothing where there are no loggers. */
  readonly callbacks: Pick<TrainOptions, 'onCurve' | 'onGradients'>
  /** An epoch is done, or the training was interrupted within one. */
  checkpoint(state: TrainingState): void
  test(test: Omit<LoggedTest, 'step'>, state: TrainingState): void
  /** Waits until all is logged; a logger that takes too long is left behind. */
  end(record: RunRecord): Promise<void>
}

/** What a log begins with. */
interface BegunRun {
  readonly folder: string
  readonly record: RunRecord
  /** Where it is resumed; undefined where it begins. */
  readonly state: TrainingState | undefined
}

/**
 * Tells the loggers of a run what happens. Whatever goes wrong with one of them is a notice, once, and no more.
 *
 * @param options.patience how long the end waits, in milliseconds
 */
export function createRunLog(
  loggers: readonly RunLogger[],
  options: { readonly onNotice?: ((message: string) => void) | undefined; readonly patience?: number } = {},
): RunLog {
  const { onNotice, patience = PATIENCE } = options
  const failed = new Set<RunLogger>()
  const working = new Map<RunLogger, Promise<void>[]>(loggers.map(logger => [logger, []]))
  let [stepsPerEpoch, rateAt] = [0, (_step: number) => 0]
  let gradients: Readonly<Record<string, Float32Array>> = {}
  let history: readonly EpochRecord[] = []
  const told: Record<'training' | 'validation', number> = { training: 0, validation: 0 }
  let weightsOf: (state: TrainingState) => ReturnType<typeof parameterValues>

  function close(logger: RunLogger): void {
    try {
      logger.close?.()
    } catch {
      // Nothing is to be done about it.
    }
  }

  function fail(logger: RunLogger, error: unknown): void {
    if (failed.has(logger)) return
    failed.add(logger)
    close(logger)
    onNotice?.(
      `${logger.name}: ${(error as Error)?.message ?? error}; the training goes on, and is not logged there any more`,
    )
  }

  function tell(call: (logger: RunLogger) => void | Promise<void> | undefined): void {
    for (const logger of loggers) {
      if (failed.has(logger)) continue
      try {
        const work = call(logger)
        if (work !== undefined) working.get(logger)!.push(work.catch(error => fail(logger, error)))
      } catch (error) {
        fail(logger, error)
      }
    }
  }

  function steps(of: 'training' | 'validation', points: readonly CurvePoint[]): void {
    const point = points.at(-1)
    // Where points were joined, the last one has been told already.
    if (!point || point.epoch <= told[of]) return
    told[of] = point.epoch
    const step = Math.round(point.epoch * stepsPerEpoch)
    const { loss, accuracy } = point
    const measured = { step, loss, accuracy, learningRate: rateAt(step - 1) }
    tell(logger => logger.onSteps?.({ of: of === 'training' ? 'train' : 'validation', ...measured }))
  }

  const callbacks: RunLog['callbacks'] = {
    onCurve({ training, validation }: LearningCurve) {
      steps('training', training)
      steps('validation', validation)
    },
    onGradients: found => {
      gradients = found
    },
  }

  return {
    callbacks: loggers.length > 0 ? callbacks : {},
    begin({ folder, record, state }, training) {
      stepsPerEpoch = stepsPerEpochOf(record, training.count)
      const network = networkFrom(record.model)
      weightsOf = ({ parameters }) => parameterValues(network, parameters)
      history = state?.history ?? []
      if (state) {
        told.training = state.curve.points.at(-1)?.epoch ?? 0
        told.validation = state.curve.validation.at(-1)?.epoch ?? 0
      }
      const { optimizer, schedule, epochs } = record.options
      const rate = scheduleFrom(schedule)
      const progress = { steps: stepsPerEpoch * epochs, stepsPerEpoch }
      const { learningRate } = optimizerFrom(optimizer).config
      rateAt = step => learningRate * rate({ step, ...progress, history })
      const step = state ? state.epoch * stepsPerEpoch + state.step : 0
      const run = { folder, record, title: titleOf(record), task: network.task!, step, training }
      tell(logger => logger.onBegin?.(run))
    },
    checkpoint(state) {
      const isEnd = state.step === 0 && state.history.length > history.length
      history = state.history
      if (!isEnd) return
      const { epoch, ...record } = state.history.at(-1)!
      const logged = { epoch, step: epoch * stepsPerEpoch, ...record, weights: weightsOf(state), gradients }
      tell(logger => logger.onEpoch?.(logged))
    },
    test(test, { epoch }) {
      tell(logger => logger.onTest?.({ step: epoch * stepsPerEpoch, ...test }))
    },
    async end(record) {
      tell(logger => logger.onEnd?.({ record }))
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<'late'>(resolve => {
        timer = setTimeout(() => resolve('late'), patience)
      })
      await Promise.all(
        loggers.map(async logger => {
          const done = await Promise.race([Promise.all(working.get(logger)!), late])
          if (done === 'late') fail(logger, new Error(`no answer within ${patience / 1000} seconds`))
        }),
      )
      clearTimeout(timer)
      for (const logger of loggers) if (!failed.has(logger)) close(logger)
    },
  }
}

/**
 * How many steps an epoch has.
 *
 * @param images of the dataset that the run may use, those held out included
 */
export function stepsPerEpochOf({ options }: Pick<RunRecord, 'options'>, images: number): number {
  const { validation, syntheticDigits, outlierImages, sceneCrops, batchSize } = options
  return Math.ceil((images - validation + syntheticDigits + outlierImages + sceneCrops) / batchSize)
}
