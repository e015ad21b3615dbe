import type { Command } from 'commander'
import { print } from '../output.js'
import { addDataOption, addNetOptions, type NetOptions } from '../sharedOptions.js'

/** Adds `mnist summary`. */
export function addSummary(program: Command): void {
  addDataOption(addNetOptions(program.command('summary')))
    .description('Print the layers of a net, the shape of what each yields, and how many parameters it has.')
    .addHelpText('after', '\nExample:\n  mnist summary --preset keras\n')
    .action(async (options: NetOptions & { readonly data?: string }) => {
      const [{ chooseNet }, { openData }, { networkFrom }, { summary }] = await Promise.all([
        import('../training/chooseNet.js'),
        import('../../data/sources/openData.js'),
        import('../../model/configuration.js'),
        import('../../model/summary.js'),
      ])
      const { name, configuration } = await chooseNet(
        options,
        options.data === undefined ? undefined : (await openData({ folder: options.data })).task,
      )
      const { training, preprocessing } = configuration
      const { kind, learningRate } = training.optimizer
      print(`Net: ${name} (pixels: ${preprocessing})`)
      print(summary(networkFrom(configuration)))
      print(
        ` Training: ${training.epochs} epochs, batches of ${training.batchSize}, ${kind}, learning rate ${learningRate} ` +
          `(${training.schedule.kind}), ${training.validation} images held out`,
      )
    })
}
