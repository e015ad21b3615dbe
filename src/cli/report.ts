import type { Command } from 'commander'
import { addDataOption } from './options.js'

/** Options of `mnist report`. */
export interface ReportOptions {
  readonly data?: string
  readonly out?: string
  readonly force?: true
}

const examples = `
Examples:
  mnist report runs/my-run                          writes runs/my-run/report.html again
  mnist report runs/first runs/second               compares the two in comparison.html

The saved models answer the test images again; where run.json says something else, the report and the exit code 1 tell.
`

/** Declares `mnist report`. */
export function addReport(program: Command): void {
  addDataOption(program.command('report'))
    .description('Write the report of a run as one HTML page, or compare several runs.')
    .argument('<run...>', 'folders that `mnist train` wrote')
    .option('--out <file>', "where to write; default: the run's report.html; comparison.html for several runs")
    .option('--force', 'replace --out even where it is no report')
    .addHelpText('after', examples)
    .action(async (folders: string[], options: ReportOptions) => {
      const { report } = await import('./reporting.js')
      process.exitCode = await report(folders, options)
    })
}
