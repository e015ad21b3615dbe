import { type Command, Option } from 'commander'
import type { DataListOptions } from '../data/options.js'
import { addDataOption } from '../sharedOptions.js'

const examples = `
Examples:
  mnist data                            all datasets, which of them are here, and what a download would take
  mnist data fashion-mnist              where its files are, and whether they are right; downloads what is missing
  mnist data --data flags               a folder with a task.json
  mnist data kmnist --croissant         what others need to know of it, as JSON-LD (Croissant 1.0)
  mnist data --check leaves             what would be learned from images of your own, and a contact sheet
`

/** Adds `mnist data`. */
export function addData(program: Command): void {
  addDataOption(program.command('data'))
    .description('List the datasets, or find and check the files of one and download what is missing.')
    .argument('[name]', 'a dataset; default: all are listed, and nothing is downloaded')
    .addOption(
      new Option('--croissant', 'print a description of the dataset for other programs').conflicts(['json', 'data']),
    )
    .option('--json', 'print JSON, and nothing else')
    .addOption(
      new Option(
        '--check <path>',
        'images of your own: counts, sizes, odd ones, duplicates, and a contact sheet',
      ).conflicts(['json', 'data', 'croissant']),
    )
    .option('--as-is', 'with --check: take images as a whole, instead of looking for what they show')
    .option('--out <file.png>', 'with --check: where to write the contact sheet; default: the name and -sheet.png')
    .addHelpText('after', examples)
    .action(async (name: string | undefined, options: DataListOptions) => {
      if (options.check !== undefined) {
        const { checkOwnData } = await import('../data/checkOwnData.js')
        return checkOwnData(options.check, options)
      }
      if (name === undefined && options.data === undefined) {
        const { listDatasets } = await import('../data/listDatasets.js')
        return listDatasets(options)
      }
      const { checkDataset } = await import('../data/checkDataset.js')
      return checkDataset(name, options)
    })
}
