import type { Command } from 'commander'
import type { PixelRange } from '../../interop/pixels.js'
import type { ImportCommandOptions } from '../interop/runImport.js'
import { addDataOptions, choiceOption } from '../sharedOptions.js'

const ranges: Record<PixelRange, true> = { '0..1': true, '0..255': true, '-1..1': true, standardized: true }

const examples = `
Examples:
  mnist import mnist.keras                                      writes mnist.onnx here
  mnist import mnist.keras --pixels=-1..1 --out net.onnx        a net that was fed pixels from -1 to 1
  mnist import boots.keras --dataset fashion-mnist              with the names of the classes
  mnist import torch.onnx --pixels standardized --out mine.onnx  a net of PyTorch, exported as ONNX
  mnist evaluate mnist.onnx

The net is to take images and to end in softmax or in logits. A layer or an option that there is none of here is refused by its name.
`

/** Adds `mnist import`. */
export function addImport(program: Command): void {
  addDataOptions(program.command('import'))
    .description('Make a model of a net that another framework trained.')
    .argument(
      '<file>',
      'a .keras file that Keras 3 saved, an ONNX file, .safetensors that the module of `mnist export` saved, or .npz with the entries of `mnist export`',
    )
    .addOption(
      choiceOption(
        '--pixels <range>',
        'what the net is fed for pixels: 0..1, 0..255, -1..1, or standardized by mean and deviation; default: 0..255 where it begins by scaling them, else 0..1',
        ranges,
      ),
    )
    .option('--out <model.onnx>', "where to write; default: the file's name with the ending .onnx, in this folder")
    .addHelpText('after', examples)
    .action(async (path: string, options: ImportCommandOptions) => {
      const { runImport } = await import('../interop/runImport.js')
      await runImport(path, options)
    })
}
