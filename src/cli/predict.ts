import type { Command } from 'commander'
import { addImageOptions, type ImageOptions, numberOption } from './options.js'

/** Options of `mnist predict`. */
export interface PredictOptions extends ImageOptions {
  readonly top?: number
}

const examples = `
Examples:
  mnist predict seven.png                           one picture: the digit, and how sure the model is
  mnist predict scans/ photo.jpg --top 3            a folder's images and a photo, the three likeliest digits of each
  mnist predict *.png --json > answers.jsonl        a line of JSON for each image, with all ten probabilities
  mnist predict photo.jpg --explain why             pictures of how it was read, and of what decided
  curl -s https://example.org/7.png | mnist predict -

PNG, JPEG, WebP, GIF, TIFF, AVIF and SVG; drawn, scanned or photographed, dark on light or light on dark. What shows no digit is
answered by the reason. A model of another task than handwritten digits sees each picture as a whole, resized to the size of its
images. The exit code is 1 where a file could not be read; the others are answered all the same.
`

/** Declares `mnist predict`. */
export function addPredict(program: Command): void {
  addImageOptions(program.command('predict'))
    .description('Say which handwritten digit each image shows.')
    .addOption(numberOption('--top <n>', 'how many digits to name for each image; default: 1', 'a number from 1 to 10'))
    .addHelpText('after', examples)
    .action(async (images: string[], options: PredictOptions) => {
      const { predict } = await import('./predicting.js')
      process.exitCode = await predict(images, options)
    })
}
