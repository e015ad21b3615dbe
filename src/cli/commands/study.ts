import type { Command } from 'commander'
import { addDataOptions, addQueueOption, numberOption } from '../sharedOptions.js'
import type { ExportOptions } from '../study/exportCommand.js'
import type { RunStudyOptions } from '../study/runCommand.js'
import type { ShowOptions } from '../study/showCommand.js'
import type { TestOptions } from '../study/testCommand.js'

const examples = `
Examples:
  mnist study run study.json               runs it in studies/, under its name; the same command goes on after Ctrl-C
  mnist study run study.json --dataset leaves        on images of your own; the study keeps which
  mnist study run study.json --queue redis://host    the same, trained by whoever runs \`mnist worker\` on that queue
  mnist study run study.json --shard 3/10  the third of ten parts, which \`mnist study merge\` joins
  mnist study status studies/fast-seeds    how far it is
  mnist study best studies/fast-seeds      which trial won, and whether that is more than chance
  mnist study show studies/fast-seeds      one HTML page with all of it

A study is a JSON file. The simplest asks how sure an accuracy is: { "name": "fast-seeds", "preset": "fast", "seeds": 10 }

Trials are judged by training images that are held out. Only \`mnist study test\` looks at the test images.
`

/** Adds `mnist study` with its commands. */
export function addStudy(program: Command): void {
  const study = program
    .command('study')
    .description('Train many runs to answer a question: how sure an accuracy is, which settings are best.')
    .addHelpText('after', examples)
  addRun(study)
  addMerge(study)
  addStatus(study)
  addBest(study)
  addShow(study)
  addTest(study)
  addExport(study)
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
  addQueueOption(addDataOptions(command))
    .option(
      '--shard <i/n>',
      'train this part of n, where there is neither a queue nor a shared folder, and keep it in the folder with -i-of-n added; auto/n in a Kubernetes Indexed Job, auto in a Slurm array; `mnist study merge` joins the parts',
    )
    .option('--quiet', 'print one line, the result')
    .action(async (path: string, options: RunStudyOptions) => {
      const { runStudyCommand } = await import('../study/runCommand.js')
      process.exitCode = await runStudyCommand(path, options)
    })
}

function addMerge(study: Command): void {
  study
    .command('merge')
    .description(
      'Make one study of the shards that `mnist study run --shard` has trained: as if one machine had trained all.',
    )
    .argument('<study>', 'the folder of the whole study, empty or new')
    .argument('<shard...>', 'the folders of all its shards')
    .action(async (folder: string, shards: readonly string[]) => {
      const { mergeCommand } = await import('../study/mergeCommand.js')
      await mergeCommand(folder, shards)
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

function addBest(study: Command): void {
  study
    .command('best')
    .description(
      'Print which trial won, how it did on fresh seeds, and whether it is better than the base by more than chance.',
    )
    .argument('<folder>', 'the folder of a study')
    .option('--out <net.json>', 'write its configuration, for `mnist train --model`')
    .action(async (folder: string, options: { readonly out?: string }) => {
      const { bestCommand } = await import('../study/bestCommand.js')
      await bestCommand(folder, options)
    })
}

function addShow(study: Command): void {
  const command = study
    .command('show')
    .description('Write study.html: what was found, how sure it is, every trial and the reports of its trainings.')
    .argument('<folder>', 'the folder of a study')
    .option('--no-reports', 'write no reports of the trainings')
  addDataOptions(command).action(async (folder: string, options: ShowOptions) => {
    const { showCommand } = await import('../study/showCommand.js')
    await showCommand(folder, options)
  })
}

function addTest(study: Command): void {
  const command = study
    .command('test')
    .description(
      'Measure trials on the test images: once for each, after all choices; the study keeps that it was done.',
    )
    .argument('<folder>', 'the folder of a study')
    .requiredOption('--trials <numbers>', 'which trials, with commas: 0,17')
  addDataOptions(command).action(async (folder: string, options: TestOptions) => {
    const { testCommand } = await import('../study/testCommand.js')
    await testCommand(folder, options)
  })
}

function addExport(study: Command): void {
  study
    .command('export')
    .description('Print all trials as a table, or the configuration of one.')
    .argument('<folder>', 'the folder of a study')
    .option('--json', 'print JSON instead of CSV')
    .addOption(
      numberOption(
        '--trial <n>',
        'print the configuration of this trial, for `mnist train --model`',
        'a whole number ≥ 0',
      ),
    )
    .option('--out <file>', 'write to a file instead')
    .action(async (folder: string, options: ExportOptions) => {
      const { exportCommand } = await import('../study/exportCommand.js')
      await exportCommand(folder, options)
    })
}
