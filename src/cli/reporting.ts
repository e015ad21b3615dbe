import { join } from 'node:path'
import { UsageError } from '../errors.js'
import { fileProblem, writeWhole } from '../node/files.js'
import { readRegular } from '../node/readRegular.js'
import { isReport } from '../report/page.js'
import { readFinishedRuns, reportFinishedRuns } from '../runs/reportRuns.js'
import { reportFile } from '../runs/runFolder.js'
import { reportLoading } from './loading.js'
import { print, printError } from './output.js'
import type { ReportOptions } from './report.js'

/**
 * Runs `mnist report`.
 *
 * @returns the exit code: 1 where a record and its model disagree
 */
export async function report(folders: readonly string[], { out, force, data }: ReportOptions): Promise<number> {
  const path = out ?? (folders.length === 1 ? join(folders[0]!, reportFile) : 'comparison.html')
  const runs = await readFinishedRuns(folders) // first: what is wrong with them is known before anything is computed
  if (force !== true) await expectReplaceable(path)
  const loading = reportLoading()
  const { html, disagreements } = await reportFinishedRuns(runs, {
    onProgress: loading.onProgress,
    ...(data !== undefined && { data }),
  }).finally(loading.end)
  await writeWhole(path, html)
  print(path)
  for (const disagreement of disagreements) printError(disagreement)
  return disagreements.length > 0 ? 1 : 0
}

/** A page of ours may be written again; anything else stays. */
async function expectReplaceable(path: string): Promise<void> {
  const before = await readRegular(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new UsageError(`${path}: could not be written (${fileProblem(error)})`)
  })
  if (before !== undefined && !isReport(new TextDecoder().decode(before)))
    throw new UsageError(`expected ${path} to be a report or a new file, received another file; --force replaces it`)
}
