import type { Command } from 'commander'
import { addDataOption, numberOption } from './options.js'

/** What `mnist lab` is told. */
export interface LabOptions {
  readonly port?: number
  readonly host?: string
  readonly model?: string
  readonly data?: string
}

const examples = `
Examples:
  mnist lab
  mnist lab --model runs/my-run/model.onnx          draw for a model of your own

The lab is served to this machine only; --host 0.0.0.0 lets others of the network in. Ctrl-C ends it.
`

/** Declares `mnist lab`. */
export function addLab(program: Command): void {
  addDataOption(program.command('lab'))
    .description('Open the lab: a page to draw digits in, look inside the network, and train it.')
    .addOption(
      numberOption('--port <n>', 'where to listen, or the next port that is free; default: 4321', 'a port, 0 to 65535'),
    )
    .option('--host <address>', 'the address to listen on; default: 127.0.0.1, this machine alone')
    .option('--model <model.onnx>', 'the model that answers; default: the one that comes with this package')
    .addHelpText('after', examples)
    .action(async (options: LabOptions) => {
      const { serveLab } = await import('./labServing.js')
      process.exitCode = await serveLab(options)
    })
}
