import { UsageError } from '../../errors.js'
import { writeWhole } from '../../node/files.js'
import { configurationOf } from '../../study/driver.js'
import { trialsOf } from '../../study/trials.js'
import { judge } from '../../study/verdict.js'
import { print } from '../output.js'
import { describeWinner } from './describeWinner.js'
import { openWholeStudy } from './openWholeStudy.js'

/** Prints what a study has found. */
export async function bestCommand(folder: string, { out }: { readonly out?: string }): Promise<void> {
  const stored = await openWholeStudy(folder)
  const trials = trialsOf(await stored.sync())
  const { best } = judge(stored.study, trials)
  if (!best)
    throw new UsageError(
      `${folder}: expected a complete trial, found none; \`mnist study status\` tells how far the study is`,
    )
  print(describeWinner(stored.study, trials))
  if (out === undefined) return
  await writeWhole(out, `${JSON.stringify(configurationOf(stored.study, best, trials), null, 2)}\n`)
  print(`Configuration of trial ${best.number}: ${out}`)
}
