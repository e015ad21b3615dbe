import { confirmedRows, describeVerdict } from '../../study/describeVerdict.js'
import { describeShard, type Shard } from '../../study/shard.js'
import type { Study } from '../../study/studyFile.js'
import type { StudyTrial } from '../../study/trials.js'
import { judge } from '../../study/verdict.js'
import { measureNames } from '../../study/words.js'
import { alignColumns } from './table.js'

/** What a study has found so far, with the table of what was measured again. */
export function describeWinner(study: Study, trials: readonly StudyTrial[]): string {
  const { confirmed } = judge(study, trials)
  const verdict = describeVerdict(study, trials)
  if (confirmed.length < 2) return verdict
  const again = `Measured again on ${confirmed[0]!.fresh.count} fresh seeds (${measureNames[study.objectives[0]!.measure]}):`
  return [again, '', ...alignColumns(confirmedRows(study, confirmed)), '', verdict].join('\n')
}

/** How far a shard is, which has no winner: that is one of all shards together. */
export function describePart(shard: Shard, trials: readonly StudyTrial[]): string {
  const trainings = trials.reduce((sum, { runs }) => sum + runs.size, 0)
  const name = describeShard(shard)
  return `${name[0]!.toUpperCase()}${name.slice(1)}: ${trainings} ${trainings === 1 ? 'training' : 'trainings'} done. Once all shards are, \`mnist study merge\` joins them.`
}
