import type { Command } from 'commander'
import { print } from '../output.js'
import { addDataOptions, addNetOptions, type DataCommandOptions, dataOf, type NetOptions } from '../sharedOptions.js'

/** Adds `mnist summary`. */
export function addSummary(program: Command): void {
  addDataOptions(addNetOptions(program.command('summary')))
    .description(
      'Print the layers of a net, the shape of what each yields, how many parameters it has, and how much it computes.',
    )
    .addHelpText('after', '\nExample:\n  mnist summary --preset keras\n')
    .action(async (options: NetOptions & DataCommandOptions) => {
      const [{ chooseNet }, { openData }, { networkFrom }, { countMultiplyAdds, summary }, { formatCount }] =
        await Promise.all([
          import('../training/chooseNet.js'),
          import('../../node/openData.js'),
          import('../../model/configuration.js'),
          import('../../model/summary.js'),
          import('../../figures/format.js'),
        ])
      const { name, configuration } = await chooseNet(
        options,
        options.data === undefined && options.dataset === undefined
          ? undefined
          : (await openData(dataOf(options))).task,
      )
      const { training, preprocessing } = configuration
      const { kind, learningRate } = training.optimizer
      print(`Net: ${name} (pixels: ${preprocessing})`)
      const network = networkFrom(configuration)
      print(summary(network))
      print(` Multiply-adds for an image: ${formatCount(countMultiplyAdds(network))}`)
      print(
        ` Training: ${training.epochs} epochs, batches of ${training.batchSize}, ${kind}, learning rate ${learningRate} ` +
          `(${training.schedule.kind}), ${training.validation} images held out`,
      )
    })
}
