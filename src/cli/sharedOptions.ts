import { type Command, Option } from 'commander'
import { UsageError } from '../errors.js'
import type { PresetName } from '../model/presets.js'
import type { SuiteName } from '../robustness/suites/catalog.js'
import type { LoggerName } from '../runs/loggers/openLog.js'
import type { DeviceName } from '../runtime/devices.js'
import { parseHost } from '../server/hosts.js'
import type { OptimizerKind } from '../training/optimizers.js'

// Options that more than one command takes, and how their values are read. The names of presets and optimizers are
// written out here, and checked by the compiler, so that help needs none of the rooms behind them.

const presets: Record<PresetName, string> = {
  mlp: 'two hidden layers, 10 epochs',
  keras: 'the convolutional net of the Keras example, 15 epochs',
  fast: 'a small convolutional net, 2 epochs',
  tiny: 'less than 10,000 weights: augmented images, 30 epochs',
  accurate: 'a larger net: augmented images, 22 epochs',
  handwriting: 'for the reader: a wider one, images disturbed, and digits cut out of generated pictures',
}

const optimizers: Record<OptimizerKind, true> = {
  sgd: true,
  adam: true,
  adamw: true,
  rmsprop: true,
  lion: true,
  muon: true,
}

const logs: Record<LoggerName | 'none', string> = {
  tensorboard: 'files of events in the folder tensorboard of the run',
  mlflow: 'the server that MLFLOW_TRACKING_URI names',
  none: 'nowhere, where a resumed run was logged before',
}

const devices: Record<DeviceName, true> = { cpu: true, auto: true, cuda: true, webgpu: true, coreml: true, dml: true }

const suites: Record<SuiteName, string> = {
  clean: 'the test images as they are',
  'mnist-c': 'the 15 corruptions of MNIST-C',
  shifts: 'moved, rotated, scaled, thicker and thinner',
  qmnist: '50,000 further test images',
  corrected: '15 disputed labels corrected',
  adversarial: 'attacks by FGSM and PGD; minutes without --limit',
}

const numbers = {
  'a positive integer': (value: number) => Number.isSafeInteger(value) && value > 0,
  'a whole number ≥ 0': (value: number) => Number.isSafeInteger(value) && value >= 0,
  'a port, 0 to 65535': (value: number) => Number.isSafeInteger(value) && value >= 0 && value <= 65535,
  'an integer from 1 to 256': (value: number) => Number.isInteger(value) && value >= 1 && value <= 256,
  'a number from 1 to 10': (value: number) => Number.isInteger(value) && value >= 1 && value <= 10,
  'a number > 0': (value: number) => Number.isFinite(value) && value > 0,
}

/** Which net: what `addNetOptions` reads. */
export interface NetOptions {
  readonly preset?: PresetName
  readonly model?: string
}

/** Adds `--preset` and `--model`. */
export function addNetOptions(command: Command): Command {
  const names = Object.entries(presets).map(([name, about]) => `${name} (${about})`)
  return command
    .addOption(
      choiceOption('--preset <name>', `net and recipe: ${names.join(', ')}; default: fast`, presets).conflicts('model'),
    )
    .addOption(new Option('--model <net.json>', 'a net and a recipe of your own, instead of a preset'))
}

/** What `--log` takes. */
export type LogChoice = keyof typeof logs

/** Adds `--log`. */
export function addLogOption(command: Command): Command {
  const names = Object.entries(logs).map(([name, about]) => `${name} (${about})`)
  const one = choiceOption('--log <name>', `log the training there, too; repeatable: ${names.join(', ')}`, logs)
  const read = one.parseArg as (text: string) => LogChoice
  return command.addOption(
    new Option(one.flags, one.description).argParser((text, before: LogChoice[] = []) => [
      ...new Set([...before, read(text)]),
    ]),
  )
}

/** Which data: what `addDataOptions` reads. */
export interface DataCommandOptions {
  readonly dataset?: string
  readonly data?: string
  readonly asIs?: true
}

/** Adds `--dataset`, `--as-is` and `--data`. */
export function addDataOptions(command: Command): Command {
  return addDataOption(
    command
      .option(
        '--dataset <name>',
        'a dataset by its name, as `mnist data` lists them, or images of your own: a folder with a folder for each class, a CSV, NPZ or ZIP file; default: that of the model or run, or mnist',
      )
      .option('--as-is', 'take images of your own as a whole, instead of looking for what they show'),
  )
}

/** Adds `--data`. */
export function addDataOption(command: Command): Command {
  return command.option(
    '--data <folder>',
    'folder with the files of the dataset, or with task.json and images of your own; default: the cache, an installed package, or a download',
  )
}

/** Which data a command line names. */
export function dataOf({ dataset, data, asIs }: DataCommandOptions): {
  readonly dataset?: string
  readonly folder?: string
  readonly asIs?: boolean
} {
  return {
    ...(dataset !== undefined && { dataset }),
    ...(data !== undefined && { folder: data }),
    ...(asIs && { asIs }),
  }
}

/** Options of a command that reads images, as `addImageOptions` declares them. */
export interface ImageOptions {
  readonly model?: string
  readonly json?: true
  readonly explain?: string
}

/** Adds the images, `--model`, `--json` and `--explain`. */
export function addImageOptions(command: Command): Command {
  return command
    .argument('<image...>', 'image files, folders of them, or - for standard input')
    .option('--model <model.onnx>', 'the model that answers; default: the one that comes with this package')
    .option('--json', 'print one line of JSON for each image, and nothing else')
    .option('--explain <folder>', 'write pictures of how each image was read there; no file of others is replaced')
}

/** What `addQueueOption` reads. */
export interface QueueOption {
  readonly queue?: string
}

/** Adds `--queue`. */
export function addQueueOption(command: Command, { mandatory = false } = {}): Command {
  return command.addOption(
    new Option(
      '--queue <address>',
      'a queue, by which other machines take part: redis://HOST, rediss://HOST (TLS) or postgres://HOST/DATABASE; its password from MNIST_QUEUE_PASSWORD',
    ).makeOptionMandatory(mandatory),
  )
}

/** What `addSuiteOptions` reads. */
export interface SuiteOptions {
  readonly suite?: SuiteName
  readonly seed?: number
  readonly limit?: number
}

/** Adds `--suite`, `--seed` and `--limit`. */
export function addSuiteOptions(command: Command): Command {
  const names = Object.entries(suites).map(([name, about]) => `${name} (${about})`)
  return command
    .addOption(choiceOption('--suite <name>', `conditions to measure in: ${names.join(', ')}`, suites))
    .addOption(numberOption('--seed <n>', 'of the random numbers of a suite; default: 0', 'a whole number ≥ 0'))
    .addOption(numberOption('--limit <n>', 'measure the first n test images; default: all', 'a positive integer'))
}

/** Adds `--device`. */
export function addDeviceOption(command: Command): Command {
  const description =
    'what computes: cpu, a graphics card by cuda, webgpu, coreml or dml, or auto, the first of these; where it is missing or wrong, cpu; default: cpu'
  return command.addOption(choiceOption('--device <name>', description, devices))
}

/** Adds `--optimizer`. */
export function addOptimizerOption(command: Command): Command {
  const description =
    "sgd, adam, adamw, rmsprop, lion or muon, with its default rate unless --learning-rate is given; default: the recipe's"
  return command.addOption(choiceOption('--optimizer <name>', description, optimizers))
}

/** `--host`. */
export function hostOption(): Option {
  const description = 'the IP address or host name to listen on; default: 127.0.0.1, this machine alone'
  return new Option('--host <address>', description).argParser(text => {
    const host = parseHost(text)
    if (host !== undefined) return host
    throw new UsageError(`expected --host to be an IP address or a host name, received ${text.trim() || 'nothing'}`)
  })
}

/** An option with a number for a value, refused as it is read where it is not what is expected. */
export function numberOption(flags: string, description: string, expected: keyof typeof numbers): Option {
  const option = new Option(flags, description)
  return option.argParser(text => {
    const value = Number(text)
    if (text.trim() === '' || !numbers[expected](value))
      throw new UsageError(`expected ${option.long} to be ${expected}, received ${text.trim() || 'nothing'}`)
    return value
  })
}

/** An option whose value is one of several names, refused as it is read where it is not. */
export function choiceOption(flags: string, description: string, choices: Record<string, unknown>): Option {
  const option = new Option(flags, description)
  return option.argParser(text => {
    if (Object.hasOwn(choices, text)) return text
    throw new UsageError(
      `expected ${option.long} to be one of ${Object.keys(choices).join(', ')}, received ${text || 'nothing'}`,
    )
  })
}

/** The options that were given on the command line beside those of some names: `['--epochs']`. */
export function givenBeside(command: Command, names: readonly string[]): string[] {
  return command.options
    .filter(option => {
      const name = option.attributeName()
      return command.getOptionValueSource(name) === 'cli' && !names.includes(name)
    })
    .map(({ long }) => long!)
}
