import { formatSeconds } from '../../figures/format.js'
import type { Axis } from '../../figures/scatter.js'
import type { StudyReport, TrialRow } from '../../report/study/study.js'
import { describeStudy, describeTrial, describeValue } from '../../study/describe.js'
import { confirmedRows, describeVerdict } from '../../study/describeVerdict.js'
import { parameterImportance } from '../../study/importance.js'
import { trainingSeconds } from '../../study/nextTrial.js'
import type { Parameter } from '../../study/searchSpace.js'
import type { Study } from '../../study/studyFile.js'
import type { StudyTrial } from '../../study/trials.js'
import { judge } from '../../study/verdict.js'
import { formatMeasure, measureNames, shortNames } from '../../study/words.js'
import { shellWord } from '../shellWord.js'
import type { StoredStudy } from './studyFolder.js'

const importanceMethod =
  'PED-ANOVA (Watanabe et al. 2023): how far the values of each parameter among the best quarter of the complete trials differ from those among all. ' +
  'Of few trials it is a hint, not a measurement.'

/** What the page of a study shows. */
export function studyPage(
  { study, folder, description }: Pick<StoredStudy, 'study' | 'folder' | 'description'>,
  trials: readonly StudyTrial[],
  reports: (trial: StudyTrial) => TrialRow['reports'],
): StudyReport {
  const { objectives, space } = study
  const { measure, direction } = objectives[0]!
  const names = shortNames(space)
  const { confirmed } = judge(study, trials)
  const count = (state: string) => trials.filter(trial => trial.state === state).length
  const importance = parameterImportance(
    space,
    trials.filter(({ kind }) => kind !== 'confirmation'),
    objectives.map(({ direction }) => direction),
  )
  return {
    name: study.name,
    task: study.base.task.name,
    summary: describeStudy(study),
    verdict: describeVerdict(study, trials),
    facts: [
      ['Complete', String(count('complete'))],
      ['Pruned', String(count('pruned'))],
      ['Failed', String(count('failed'))],
      ['Running', String(count('running'))],
      ['Training', formatSeconds(trainingSeconds(trials))],
    ],
    measure: {
      name: measureNames[measure],
      unit: measure === 'validationAccuracy' ? 0.01 : 1,
      direction,
      format: value => formatMeasure(measure, value),
    },
    axes: space.map(parameter => axisOf(parameter, names)),
    trials: trials.map(trial => rowOf(study, trial, reports(trial))),
    confirmed:
      confirmed.length < 2
        ? undefined
        : {
            rows: confirmedRows(study, confirmed),
            intervals: confirmed.flatMap(({ trial, fresh }, index) =>
              fresh.interval95
                ? [
                    {
                      name: trial.kind === 'base' ? 'base' : `#${trial.number}`,
                      style: index % 6,
                      value: fresh.mean,
                      interval: fresh.interval95,
                    },
                  ]
                : [],
            ),
          },
    importance: [...importance]
      .map(([path, value]) => ({ name: names.get(path)!, value }))
      .toSorted((a, b) => b.value - a.value),
    importanceMethod,
    definition: JSON.stringify(description.definition, null, 2),
    command: `mnist study run ${shellWord(folder)}`,
  }
}

function axisOf({ path, distribution }: Parameter, names: ReadonlyMap<string, string>): Axis {
  const name = names.get(path)!
  if (distribution.kind === 'categorical') return { name, labels: distribution.labels.map(String) }
  const { low, high, log } = distribution
  return { name, low, high, log }
}

function rowOf(study: Study, trial: StudyTrial, reports: TrialRow['reports']): TrialRow {
  const { number, state, values, params, kind } = trial
  const seconds = [...trial.runs.values()].reduce((sum, run) => sum + run.seconds, 0)
  return {
    number,
    state,
    value: values[0],
    valueText: describeValue(study, trial),
    params: describeTrial(study, trial),
    place: study.space.map(({ path, distribution }) => {
      const label = params[path]
      if (label === undefined) return undefined
      return distribution.kind === 'categorical' ? distribution.labels.indexOf(label) : Number(label)
    }),
    time: seconds > 0 ? formatSeconds(seconds) : '',
    reports,
    isSearch: kind !== 'confirmation',
  }
}
