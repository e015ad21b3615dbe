import type { Command } from 'commander'
import type { LabOptions } from '../lab/serveLab.js'
import { addDataOption, hostOption, numberOption } from '../sharedOptions.js'

const examples = `
Examples:
  mnist lab
  mnist lab --model runs/my-run/model.onnx          draw for a model of your own, of digits or of anything else

The lab is served to this machine only; --host 0.0.0.0 lets others of the network in, by the machine's addresses and its
name. Ctrl-C ends it.
`

/** Adds `mnist lab`. */
export function addLab(program: Command): void {
  addDataOption(program.command('lab'))
    .description('Open the lab: a page to draw digits in, look inside the network, and train it.')
    .addOption(
      numberOption('--port <n>', 'where to listen, or the next port that is free; default: 4321', 'a port, 0 to 65535'),
    )
    .addOption(hostOption())
    .option('--model <model.onnx>', 'the model that answers; default: the one that comes with this package')
    .addHelpText('after', examples)
    .action(async (options: LabOptions) => {
      const { serveLab } = await import('../lab/serveLab.js')
      // Not left to end by itself: a download of MNIST may still be in progress.
      process.exit(await serveLab(options))
    })
}
