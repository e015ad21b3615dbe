import { formatSeconds } from '../../figures/format.js'
import { openStudyFolder } from '../../runs/trial/studyFolder.js'
import { describeStudy, tableHeader, tableRow } from '../../study/describe.js'
import { trainingSeconds } from '../../study/nextTrial.js'
import { describeShard, trialsOfShard } from '../../study/shard.js'
import { trialsOf } from '../../study/trials.js'
import { print } from '../output.js'
import { describePart, describeWinner } from './describeWinner.js'
import { trialJson } from './trialJson.js'

/** Prints how far a study is. */
export async function statusCommand(folder: string, { json }: { readonly json?: true }): Promise<void> {
  const stored = await openStudyFolder(folder)
  const { study, shard } = stored
  const all = trialsOf(await stored.sync())
  const trials = shard ? trialsOfShard(shard, study, all) : all
  if (json) return print(JSON.stringify({ name: study.name, trials: trials.map(trialJson) }))
  const count = (state: string) => trials.filter(trial => trial.state === state).length
  const states = (['complete', 'pruned', 'failed', 'running'] as const).filter(state => count(state) > 0)
  print(`${describeStudy(study)}${shard ? `; ${describeShard(shard)}` : ''}`)
  print(
    `${states.map(state => `${count(state)} ${state}`).join(', ') || 'not begun'}; ${formatSeconds(trainingSeconds(trials))} of training`,
  )
  print(tableHeader(study))
  for (const trial of trials) print(tableRow(study, trial))
  print('')
  print(shard ? describePart(shard, trials) : describeWinner(study, trials))
}
