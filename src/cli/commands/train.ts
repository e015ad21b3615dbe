import type { Command } from 'commander'
import { UsageError } from '../../errors.js'
import {
  addDataOptions,
  addDeviceOption,
  addLogOption,
  addNetOptions,
  addOptimizerOption,
  givenBeside,
  numberOption,
} from '../sharedOptions.js'
import type { TrainCommandOptions } from '../training/messages.js'

const examples = `
Examples:
  mnist train                                        the preset fast, on all cores
  mnist train --preset mlp --epochs 3 --limit 10000  a quick look
  mnist train --model net.json --seed 1              a net of your own
  mnist train --from mine.onnx --epochs 2            fine-tune a model, perhaps an imported one
  mnist train --dataset fashion-mnist                other data, as mnist data lists them
  mnist train --dataset leaves                       images of your own, in a folder for each class
  mnist train --resume runs/my-run                   resume after Ctrl-C or a crash

The run folder holds model.onnx, run.json (options, history, test result), figures/ and checkpoint.safetensors.
Ctrl-C stops after the step in progress and keeps what was learned; twice leaves at once, with what the last epoch saved.
--resume also makes again what a finished run has lost, such as its model.
`

/** Adds `mnist train`. */
export function addTrain(program: Command): void {
  const command = program.command('train')
  command.description('Train a classifier, measure it on the test images, and keep model, record and figures.')
  addNetOptions(command)
    .option(
      '--from <model.onnx>',
      "begin with the weights of this model, and without --preset and --model train its net, for 5 epochs by Adam; `mnist import` makes one of another framework's",
    )
    .option('--new-head', 'replace the last layer of that model by one for the classes of the dataset')
    .addOption(
      numberOption('--epochs <n>', "times that every image is seen; default: the recipe's", 'a positive integer'),
    )
    .addOption(numberOption('--batch-size <n>', "images to a step; default: the recipe's", 'a positive integer'))
    .addOption(numberOption('--learning-rate <x>', "default: the recipe's", 'a number > 0'))
  addOptimizerOption(command)
    .addOption(
      numberOption('--seed <n>', 'first weights, order and noise follow from it; default: 0', 'a whole number ≥ 0'),
    )
    .addOption(numberOption('--threads <n>', 'cores to use; default: all', 'an integer from 1 to 256'))
  addDeviceOption(command)
    .addOption(numberOption('--limit <n>', 'use the first n training images only', 'a positive integer'))
    .addOption(
      numberOption(
        '--validation <n>',
        "training images held out for validation; default: the recipe's, at most a tenth of fewer images than MNIST's",
        'a whole number ≥ 0',
      ),
    )
  addDataOptions(command).option('--class-weights', 'let rare classes count as much as frequent ones')
  addLogOption(command)
    .option('--out <folder>', 'where to write, empty or new; default: a folder in runs/ with time, net and seed')
    .option('--resume <folder>', 'resume the run in this folder, with its own options')
    .option('--quiet', 'print one line, the result')
    .addHelpText('after', examples)
    .action(async (options: TrainCommandOptions) => {
      expectAlone(command, options)
      const { trainInThread } = await import('../training/trainingThread.js')
      process.exitCode = await trainInThread(options)
    })
}

/** A run is resumed with the options that it began with, or it would not end with the same weights. */
function expectAlone(command: Command, { resume }: TrainCommandOptions): void {
  if (resume === undefined) return
  const others = givenBeside(command, ['resume', 'quiet', 'data', 'dataset', 'asIs', 'log'])
  if (others.length > 0)
    throw new UsageError(
      `--resume keeps the run's own options: expected only --quiet, --data, --dataset, --as-is and --log beside it, received ${others.join(', ')}`,
    )
}
