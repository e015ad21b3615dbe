import type { Command } from 'commander'
import { addImageOptions, type ImageOptions } from '../sharedOptions.js'

const examples = `
Examples:
  mnist read number.jpg                             a number of several digits, in one line or more
  mnist read scans/ --json                          a line of JSON for each image: text, confidence, and every digit's box
  mnist read number.jpg --explain why               a picture with the digits framed

A digit that is not sure is written as ?. The exit code is 1 where a file could not be read; the others are answered all the same.
`

/** Adds `mnist read`. */
export function addRead(program: Command): void {
  addImageOptions(program.command('read'))
    .description('Read the handwritten number in each image, digit by digit and line by line.')
    .addHelpText('after', examples)
    .action(async (images: string[], options: ImageOptions) => {
      const [{ findImages }, { answerNumbers }, { loadReader }] = await Promise.all([
        import('../images/imageFiles.js'),
        import('../images/numberAnswers.js'),
        import('../../node/reader.js'),
      ])
      const sources = await findImages(images)
      const reader = await loadReader(options.model)
      process.exitCode = await answerNumbers(sources, reader, options)
    })
}
