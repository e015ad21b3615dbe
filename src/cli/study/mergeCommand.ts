import { shellWord } from '../../runs/shellWord.js'
import { mergeShards } from '../../runs/trial/mergeShards.js'
import { trialsOf } from '../../study/trials.js'
import { print } from '../output.js'
import { describeWinner } from './describeWinner.js'

/** Makes one study of its shards, and prints what it has found. */
export async function mergeCommand(folder: string, shards: readonly string[]): Promise<void> {
  const stored = await mergeShards(folder, shards)
  const { study } = stored
  const trials = trialsOf(await stored.sync())
  print(`${folder}: ${trials.length} ${trials.length === 1 ? 'trial' : 'trials'} of ${shards.length} shards`)
  print(describeWinner(study, trials))
  if (study.confirm.top > 0 && !trials.some(({ kind }) => kind === 'confirmation'))
    print(`mnist study run ${shellWord(folder)} measures the winners again.`)
}
