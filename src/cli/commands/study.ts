import type { Command } from 'commander'
import { addDataOption, numberOption } from '../sharedOptions.js'
import type { RunStudyOptions } from '../study/runCommand.js'

const examples = `
A study is a JSON file, of which the simplest asks how sure an accuracy is:

  { "name": "fast-seeds", "preset": "fast", "seeds": 10 }

Examples:
  mnist study run study.json               runs it in studies/fast-seeds; the same command goes on after Ctrl-C
  mnist study status studies/fast-seeds    how far it is
  mnist study best studies/fast-seeds      which trial won, and whether that is more than chance
  mnist study show studies/fast-seeds      one HTML page with all of it

Trials are judged by training images that are held out. Only \`mnist study test\` looks at the test images.
`

/** Adds `mnist study` with its commands. */
export function addStudy(program: Command): void {
  const study = program
    .command('study')
    .description('Train many runs to answer a question: how sure an accuracy is, which settings are best.')
    .addHelpText('after', examples)
  addRun(study)
  addStatus(study)
}

function addRun(study: Command): void {
  const command = study
    .command('run')
    .description('Run a study, or go on with it. Several processes may run the same study of a shared folder.')
    .argument('<study>', 'the JSON file of a study, or the folder of one that has begun')
    .option('--out <folder>', 'where to keep it; default: studies/ and its name')
    .addOption(
      numberOption(
        '--jobs <n>',
        'trainings at a time; default: as many as cores and memory allow',
        'a positive integer',
      ),
    )
    .addOption(
      numberOption(
        '--threads-per-trial <n>',
        'threads of a training, on which its weights depend; default: what the study says, or 1',
        'an integer from 1 to 256',
      ),
    )
    .addOption(
      numberOption(
        '--memory <MB>',
        'memory that one training may take; one that takes more fails; default: no limit',
        'a positive integer',
      ),
    )
  addDataOption(command)
    .option('--quiet', 'print one line, the result')
    .action(async (path: string, options: RunStudyOptions) => {
      const { runStudyCommand } = await import('../study/runCommand.js')
      process.exitCode = await runStudyCommand(path, options)
    })
}

function addStatus(study: Command): void {
  study
    .command('status')
    .description('Print how far a study is, and its trials.')
    .argument('<folder>', 'the folder of a study')
    .option('--json', 'print JSON')
    .action(async (folder: string, options: { readonly json?: true }) => {
      const { statusCommand } = await import('../study/statusCommand.js')
      await statusCommand(folder, options)
    })
}
