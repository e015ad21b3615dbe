import { formatCount, formatPercent, formatSeconds } from '../../figures/format.js'
import type { EpochRecord, StepProgress } from '../../training/history.js'
import { createLiveLine, print } from '../output.js'

/** What a training shows while it runs: a line for each epoch, and on a terminal one line that lives in between. */
export interface TrainingDisplay {
  onStep(progress: StepProgress): void
  onEpoch(record: EpochRecord): void
  /** Says something between the epochs. */
  say(text: string): void
  /** Wipes the line that lives. */
  clear(): void
}

/** With `quiet`, nothing is shown. */
export function createTrainingDisplay({ epochs, quiet }: { epochs: number; quiet: boolean }): TrainingDisplay {
  if (quiet) return { onStep() {}, onEpoch() {}, say() {}, clear() {} }
  const line = createLiveLine(process.stdout)
  const say = (text: string) => {
    line.clear()
    print(text)
  }
  return {
    onStep: progress => line.update(() => stepLine(progress, line.columns)),
    onEpoch: record => say(epochLine(record, epochs)),
    say,
    clear: () => line.clear(),
  }
}

function stepLine(progress: StepProgress, columns: number): string {
  const { epoch, epochs, step, steps, loss, accuracy, examplesPerSecond, secondsLeft } = progress
  const head = `Epoch ${epoch}/${epochs}`
  const numbers =
    `loss ${loss.toFixed(4)}  accuracy ${formatPercent(accuracy, 2)}  ` +
    `${formatCount(Math.round(examplesPerSecond))} images/s  ${formatSeconds(secondsLeft)} left`
  const room = Math.min(30, columns - head.length - numbers.length - 4)
  if (room < 5) return `${head}  ${numbers}`
  const done = Math.round((room * step) / steps)
  return `${head}  ${'━'.repeat(done)}${'─'.repeat(room - done)}  ${numbers}`
}

function epochLine(record: EpochRecord, epochs: number): string {
  const { epoch, seconds, trainLoss, trainAccuracy, validationLoss, validationAccuracy } = record
  const parts = [
    `Epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`,
    formatSeconds(seconds),
    `loss ${trainLoss.toFixed(4)}`,
    `accuracy ${formatPercent(trainAccuracy, 2)}`,
  ]
  if (validationLoss !== null && validationAccuracy !== null)
    parts.push(`validation loss ${validationLoss.toFixed(4)}`, `accuracy ${formatPercent(validationAccuracy, 2)}`)
  return parts.join('  ')
}
