import { formatSeconds } from '../../figures/format.js'
import { openStudyFolder } from '../../runs/trial/studyFolder.js'
import { describeStudy, tableHeader, tableRow } from '../../study/describe.js'
import { trainingSeconds } from '../../study/nextTrial.js'
import { trialsOf } from '../../study/trials.js'
import { print } from '../output.js'
import { describeWinner } from './describeWinner.js'
import { trialJson } from './trialJson.js'

/** Prints how far a study is. */
export async function statusCommand(folder: string, { json }: { readonly json?: true }): Promise<void> {
  const stored = await openStudyFolder(folder)
  const { study } = stored
  const trials = trialsOf(await stored.sync())
  if (json) return print(JSON.stringify({ name: study.name, trials: trials.map(trialJson) }))
  const count = (state: string) => trials.filter(trial => trial.state === state).length
  const states = (['complete', 'pruned', 'failed', 'running'] as const).filter(state => count(state) > 0)
  print(describeStudy(study))
  print(
    `${states.map(state => `${count(state)} ${state}`).join(', ') || 'not begun'}; ${formatSeconds(trainingSeconds(trials))} of training`,
  )
  print(tableHeader(study))
  for (const trial of trials) print(tableRow(study, trial))
  print('')
  print(describeWinner(study, trials))
}
