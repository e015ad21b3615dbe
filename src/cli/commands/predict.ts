import type { Command } from 'commander'
import { UsageError } from '../../errors.js'
import { addImageOptions, addQueueOption, type ImageOptions, numberOption, type QueueOption } from '../sharedOptions.js'

/** Options of `mnist predict`. */
interface PredictOptions extends ImageOptions, QueueOption {
  readonly top?: number
  readonly out?: string
}

const examples = `
Examples:
  mnist predict seven.png                           one picture: the digit, and how sure the model is
  mnist predict scans/ photo.jpg --top 3            a folder's images and a photo, the three likeliest digits of each
  mnist predict *.png --json > answers.jsonl        a line of JSON for each image, with all ten probabilities
  mnist predict photo.jpg --explain why             pictures of how it was read, and of what decided
  curl -s https://example.org/7.png | mnist predict -
  mnist predict scans/ --queue redis://host --out all.jsonl    millions of files, by the workers of a queue

PNG, JPEG, WebP, GIF, TIFF, AVIF and SVG; drawn, scanned or photographed, dark on light or light on dark. What shows no digit is
answered by the reason. A model of another task than handwritten digits sees each picture as a whole, resized to the size of its
images. The exit code is 1 where a file could not be read; the others are answered all the same.

With --queue, whoever runs \`mnist worker\` on the same queue reads the files, which they must see at the same paths. Folders are gone
through with all that are in them, and a .txt file is a list of paths. The lines of --out are those of --json, in the order of the files;
an interrupted command goes on where it is repeated.
`

/** Adds `mnist predict`. */
export function addPredict(program: Command): void {
  addQueueOption(addImageOptions(program.command('predict')))
    .description('Say which handwritten digit each image shows.')
    .addOption(numberOption('--top <n>', 'how many digits to name for each image; default: 1', 'a number from 1 to 10'))
    .option('--out <results.jsonl>', 'with --queue: the file of the answers, a line of JSON for each image')
    .addHelpText('after', examples)
    .action(async (images: string[], options: PredictOptions) => {
      if (options.queue !== undefined || options.out !== undefined) return predictInBulk(images, options)
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

async function predictInBulk(images: string[], { queue, out, model, top, json, explain }: PredictOptions) {
  if (queue === undefined) throw new UsageError('expected --queue with --out, received --out alone')
  if (out === undefined) throw new UsageError('expected --out with --queue, the file of the answers, received none')
  const others = { '--top': top, '--json': json, '--explain': explain }
  for (const [name, value] of Object.entries(others))
    if (value !== undefined)
      throw new UsageError(`expected no ${name} with --queue, which writes lines of JSON to --out`)
  if (images.includes('-')) throw new UsageError('expected files with --queue, received - for standard input')
  const [{ loadClassifier }, { queueAddress }, { readInBulk }] = await Promise.all([
    import('../../node/classifier.js'),
    import('../queue/address.js'),
    import('../bulk/readInBulk.js'),
  ])
  const address = queueAddress(queue)
  process.exitCode = await readInBulk(images, out, address, await loadClassifier(model, { threads: 1 }), model)
}
