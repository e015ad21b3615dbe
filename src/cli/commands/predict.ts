import type { Command } from 'commander'
import { UsageError } from '../../errors.js'
import { addImageOptions, type ImageOptions, numberOption } from '../sharedOptions.js'

/** Options of `mnist predict`. */
interface PredictOptions extends ImageOptions {
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

/** Adds `mnist predict`. */
export function addPredict(program: Command): void {
  addImageOptions(program.command('predict'))
    .description('Say which handwritten digit each image shows.')
    .addOption(numberOption('--top <n>', 'how many digits to name for each image; default: 1', 'a number from 1 to 10'))
    .addHelpText('after', examples)
    .action(async (images: string[], options: PredictOptions) => {
      const [{ findImages }, { loadClassifier }, { describeTask, isDigitTask }] = await Promise.all([
        import('../images/imageFiles.js'),
        import('../../node/classifier.js'),
        import('../../task.js'),
        import('../images/digitAnswers.js'), // in the meantime, since most models are of digits
      ])
      const sources = await findImages(images)
      // One thread of the engine for each thread of ours.
      const classifier = await loadClassifier(options.model, { threads: 1 })
      const { task } = classifier.metadata
      if (!isDigitTask(task) && options.explain !== undefined)
        throw new UsageError(`--explain: expected a model of handwritten digits, received one of ${describeTask(task)}`)
      const { answerImages } = isDigitTask(task)
        ? await import('../images/digitAnswers.js')
        : await import('../images/classAnswers.js')
      process.exitCode = await answerImages(sources, classifier, options)
    })
}
