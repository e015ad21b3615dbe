import type { Command } from 'commander'
import { UsageError } from '../../errors.js'
import type { ExportFormatName } from '../../interop/exportFormats.js'
import type { ExportCommandOptions } from '../interop/runExport.js'
import type { QuantizedFormatName } from '../quantize/formats.js'
import type { QuantizedExportOptions } from '../quantize/runQuantizedExport.js'
import { addDataOptions, choiceOption, givenBeside, numberOption } from '../sharedOptions.js'

const quantizedFormats: Record<QuantizedFormatName, string> = {
  c: 'C99 for microcontrollers, in integers of 8 bits',
  'int8-onnx': 'ONNX in integers of 8 bits',
}

const frameworkFormats: Record<ExportFormatName, string> = {
  keras: 'a .keras file of Keras 3',
  safetensors: 'weights and a module for PyTorch',
  npz: 'weights for NumPy',
}

const formats: Record<string, string> = { ...quantizedFormats, ...frameworkFormats }

const examples = `
Examples:
  mnist export models/digits.onnx --format c --out firmware           writes digits.c, digits.h and digits_test.c
  mnist export runs/my-run/model.onnx --format c --name net
  mnist export models/digits.onnx --format int8-onnx                  writes digits-int8.onnx here
  mnist export runs/my-run/model.onnx --format c --qat 3              trains on for 3 epochs, with rounded numbers
  mnist export models/digits.onnx --format keras                      writes digits.keras here
  mnist export models/digits.onnx --format safetensors                writes digits.safetensors and digits.py here
  mnist export models/digits.onnx --format npz                        writes digits.npz here

To find the ranges of integers, training images of the model's task are looked at; others tell how well integers and floats agree.
`

/** Adds `mnist export`. */
export function addExport(program: Command): void {
  const names = Object.entries(formats).map(([name, about]) => `${name} (${about})`)
  addDataOptions(program.command('export'))
    .description('Write a model in another format.')
    .argument('<model.onnx>', 'a model that `mnist train` wrote')
    .addOption(choiceOption('--format <name>', `what to write: ${names.join(', ')}`, formats).makeOptionMandatory())
    .option(
      '--out <path>',
      "where to write: the folder of C, or the file of another format; default: here, by the model's name",
    )
    .option('--name <name>', "what C's functions and files begin with; default: the model's name")
    .addOption(
      numberOption('--calibration <n>', 'training images to find ranges by; default: 1000', 'a positive integer'),
    )
    .addOption(
      numberOption(
        '--qat <epochs>',
        'epochs of quantization-aware training on the training images before the model is written; default: 0',
        'a positive integer',
      ),
    )
    .addHelpText('after', examples)
    .action(async (path: string, options: QuantizedExportOptions | ExportCommandOptions, command: Command) => {
      if (isForFramework(options)) {
        expectOutAlone(command, options.format)
        return (await import('../interop/runExport.js')).runExport(path, options)
      }
      const { runQuantizedExport } = await import('../quantize/runQuantizedExport.js')
      await runQuantizedExport(path, options)
    })
}

function isForFramework(options: QuantizedExportOptions | ExportCommandOptions): options is ExportCommandOptions {
  return options.format in frameworkFormats
}

/** What other frameworks read is written from the model alone: no images are looked at, and files name their functions themselves. */
function expectOutAlone(command: Command, format: ExportFormatName): void {
  const others = givenBeside(command, ['format', 'out'])
  if (others.length > 0)
    throw new UsageError(`expected only --out beside --format ${format}, received ${others.join(', ')}`)
}
