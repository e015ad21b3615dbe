import { writeWhole } from '../../node/files.js'
import { configurationOf } from '../../study/driver.js'
import type { Study } from '../../study/studyFile.js'
import { type StudyTrial, trialsOf } from '../../study/trials.js'
import { print } from '../output.js'
import { openWholeStudy } from './openWholeStudy.js'
import { trialAt } from './trialAt.js'
import { trialJson } from './trialJson.js'

/** Options of `mnist study export`. */
export interface ExportOptions {
  readonly json?: true
  readonly trial?: number
  readonly out?: string
}

/** Prints the trials of a study, or the configuration of one. */
export async function exportCommand(folder: string, { json, trial, out }: ExportOptions): Promise<void> {
  const stored = await openWholeStudy(folder)
  const { study } = stored
  const trials = trialsOf(await stored.sync())
  const text =
    trial !== undefined
      ? JSON.stringify(configurationOf(study, trialAt(folder, trials, trial), trials), null, 2)
      : json
        ? JSON.stringify({ name: study.name, trials: trials.map(trialJson) }, null, 2)
        : csvOf(study, trials)
  if (out === undefined) return print(text)
  await writeWhole(out, `${text}\n`)
  print(out)
}

/** A row for each trial: its parameters, its objectives, and the first objective of each seed. */
function csvOf({ space, objectives }: Study, trials: readonly StudyTrial[]): string {
  const seeds = [...new Set(trials.flatMap(trial => trial.seeds))]
  const { measure } = objectives[0]!
  const header = [
    'trial',
    'kind',
    'confirms',
    'state',
    ...space.map(({ path }) => path),
    ...objectives.map(({ measure }) => measure),
    ...seeds.map(seed => `seed ${seed}`),
    'seconds',
    'error',
  ]
  const rows = trials.map(trial => [
    trial.number,
    trial.kind,
    trial.confirms,
    trial.state,
    ...space.map(({ path }) => trial.params[path]),
    ...objectives.map((_, index) => trial.values[index]),
    ...seeds.map(seed => trial.runs.get(seed)?.values[measure]),
    [...trial.runs.values()].reduce((sum, { seconds }) => sum + seconds, 0).toFixed(3),
    trial.error,
  ])
  return [header, ...rows].map(row => row.map(cell).join(',')).join('\n')
}

/** RFC 4180. A cell that a spreadsheet would take for a formula keeps its text: none of ours begins with = or @. */
function cell(value: unknown): string {
  const text = value === undefined || value === null ? '' : String(value)
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
