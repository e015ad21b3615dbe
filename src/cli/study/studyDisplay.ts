import { formatSeconds } from '../../figures/format.js'
import type { StoredStudy } from '../../runs/trial/studyFolder.js'
import { describeStudy, tableHeader, tableRow } from '../../study/describe.js'
import type { StudyEvents } from '../../study/driver.js'
import type { JournalStudy } from '../../study/journal/replay.js'
import { searchedCount } from '../../study/nextTrial.js'
import { rankTrials } from '../../study/ranking.js'
import { describeShard, shardTrialCount, trialsOfShard } from '../../study/shard.js'
import { type StudyTrial, trialsOf } from '../../study/trials.js'
import { formatMeasure } from '../../study/words.js'
import { createLiveLine, print } from '../output.js'
import { describePart, describeWinner } from './describeWinner.js'

/** What a study shows while it runs: a row for each trial that ends, and on a terminal one line that lives in between. */
export interface StudyDisplay {
  readonly events: StudyEvents
  begin(journal: JournalStudy): void
  end(journal: JournalStudy): void
  /** Wipes the line that lives. */
  clear(): void
}

/** With `quiet`, only the result is shown. */
export function createStudyDisplay({ study, folder, shard }: StoredStudy, jobs: number, quiet: boolean): StudyDisplay {
  const line = createLiveLine(process.stdout)
  const shown = new Set<number>()
  const say = (text: string) => {
    line.clear()
    print(text)
  }
  const wanted = shard ? shardTrialCount(shard, study) : searchedCount(study)
  const ownTrials = (trials: readonly StudyTrial[]) => (shard ? trialsOfShard(shard, study, trials) : trials)
  const began = performance.now()
  let position = ''

  function tell(all: readonly StudyTrial[], underWay: readonly { readonly trial: number }[]): void {
    if (quiet) return
    const trials = ownTrials(all)
    for (const trial of trials) {
      if (trial.state === 'running' || shown.has(trial.number)) continue
      shown.add(trial.number)
      say(tableRow(study, trial))
    }
    const ended = trials.filter(({ state, kind }) => state !== 'running' && kind !== 'confirmation').length
    const [best] = rankTrials(
      trials.filter(({ state }) => state === 'complete'),
      study.objectives.map(({ direction }) => direction),
    )
    const { measure } = study.objectives[0]!
    const parts = [
      `${ended} of ${wanted} trials`,
      `${underWay.length} under way${position}`,
      ...(best ? [`best ${formatMeasure(measure, best.values[0]!)} (trial ${best.number})`] : []),
      formatSeconds((performance.now() - began) / 1000),
    ]
    line.update(() => parts.join(' · '))
  }

  return {
    begin(journal) {
      if (quiet) return
      const trials = trialsOf(journal)
      say(
        `${describeStudy(study)}${shard ? `; ${describeShard(shard)}` : ''}; ${jobs} ${jobs === 1 ? 'job' : 'jobs'}; ${folder}`,
      )
      say(tableHeader(study))
      tell(trials, [])
    },
    events: {
      onChange: tell,
      onEpoch({ trial, seed, configuration }, { epoch }) {
        position = ` (trial ${trial}, seed ${seed}: epoch ${epoch} of ${configuration.training.epochs})`
      },
    },
    end(journal) {
      const trials = trialsOf(journal)
      tell(trials, [])
      say(shard ? describePart(shard, ownTrials(trials)) : describeWinner(study, trials))
    },
    clear: () => line.clear(),
  }
}
