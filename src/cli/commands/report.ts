import { join } from 'node:path'
import type { Command } from 'commander'
import { UsageError } from '../../errors.js'
import { print, printError } from '../output.js'
import { addDataOptions, addSuiteOptions, type DataCommandOptions, type SuiteOptions } from '../sharedOptions.js'

/** Options of `mnist report`. */
interface ReportOptions extends DataCommandOptions, SuiteOptions {
  readonly out?: string
  readonly force?: true
}

const examples = `
Examples:
  mnist report runs/my-run                          writes runs/my-run/report.html again
  mnist report runs/first runs/second               compares the two in comparison.html
  mnist report runs/my-run --suite mnist-c          adds how the model holds up

The saved models answer the test images again; where run.json says something else, the report and the exit code 1 tell.
`

/** Adds `mnist report`. */
export function addReport(program: Command): void {
  addSuiteOptions(addDataOptions(program.command('report')))
    .description('Write the report of a run as one HTML page, or compare several runs.')
    .argument('<run...>', 'folders that `mnist train` wrote')
    .option('--out <file>', "where to write; default: the run's report.html; comparison.html for several runs")
    .option('--force', 'replace --out even where it is no report')
    .addHelpText('after', examples)
    .action(async (folders: string[], options: ReportOptions) => {
      process.exitCode = await report(folders, options)
    })
}

/** @returns the exit code: 1 where a record and its model disagree */
async function report(
  folders: readonly string[],
  { out, force, suite, seed, limit, ...data }: ReportOptions,
): Promise<number> {
  const [{ readFinishedRuns, reportFinishedRuns }, { reportFile }, { writeWhole }, { reportLoading }] =
    await Promise.all([
      import('../../runs/reportRuns.js'),
      import('../../runs/runFolder.js'),
      import('../../node/files.js'),
      import('../loading.js'),
    ])
  const path = out ?? (folders.length === 1 ? join(folders[0]!, reportFile) : 'comparison.html')
  const runs = await readFinishedRuns(folders, data) // first: what is wrong with them is known before anything is computed
  if (force !== true) await expectReplaceable(path)
  const loading = reportLoading()
  const progress = suite && (await import('../suiteProgress.js')).reportSuiteProgress(suite)
  const { html, disagreements } = await reportFinishedRuns(runs, {
    onProgress: loading.onProgress,
    ...data,
    ...(suite !== undefined && {
      robustness: {
        suite,
        ...(seed !== undefined && { seed }),
        ...(limit !== undefined && { limit }),
        ...(progress && { onCondition: progress.onCondition }),
      },
    }),
  }).finally(() => {
    loading.end()
    progress?.end()
  })
  await writeWhole(path, html)
  print(path)
  for (const disagreement of disagreements) printError(disagreement)
  return disagreements.length > 0 ? 1 : 0
}

/** A report may be replaced; any other file stays. */
async function expectReplaceable(path: string): Promise<void> {
  const [{ readRegular }, { fileProblem }, { isReport }] = await Promise.all([
    import('../../node/readRegular.js'),
    import('../../node/files.js'),
    import('../../report/page.js'),
  ])
  const before = await readRegular(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new UsageError(`${path}: could not be written (${fileProblem(error)})`)
  })
  if (before !== undefined && !isReport(new TextDecoder().decode(before)))
    throw new UsageError(`expected ${path} to be a report or a new file, received another file; --force replaces it`)
}
