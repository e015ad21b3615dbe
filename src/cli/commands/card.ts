import type { Command } from 'commander'
import { UsageError } from '../../errors.js'
import { print } from '../output.js'

/** Options of `mnist card`. */
interface CardOptions {
  readonly license?: string
  readonly name?: string
  readonly out?: string
}

const examples = `
Examples:
  mnist card runs/my-run                                            prints the card
  mnist card runs/seed-0 runs/seed-1 --license mit --out README.md  with mean and deviation of two seeds

The card is what the Hugging Face Hub reads: YAML with a model-index, then Markdown. Nothing is uploaded.
`

/** Adds `mnist card`. */
export function addCard(program: Command): void {
  program
    .command('card')
    .description('Write the model card of a run, or of several that differ in their seeds alone.')
    .argument('<run...>', 'folders that `mnist train` wrote; the card is of the model of the first')
    .option('--license <id>', 'of the model, as the Hugging Face Hub names it, such as mit; default: none is named')
    .option('--name <name>', "what the model is called; default: the preset's or configuration's name")
    .option('--out <file>', 'where to write, a new file; default: standard output')
    .addHelpText('after', examples)
    .action(async (folders: string[], { out, ...options }: CardOptions) => {
      const [{ cardOfRuns }, { exists, writeWhole }] = await Promise.all([
        import('../../runs/cardOfRuns.js'),
        import('../../node/files.js'),
      ])
      const card = await cardOfRuns(folders, options)
      if (out === undefined) return print(card.trimEnd())
      if (await exists(out)) throw new UsageError(`expected --out to be a new file, received ${out}, which is there`)
      await writeWhole(out, card)
      print(out)
    })
}
