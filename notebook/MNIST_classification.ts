// %% [markdown]
// # Reading handwritten digits
//
// In this notebook a computer learns to read. It sees 60,000 images of handwritten digits, each with its answer, and
// after that it reads 10,000 digits that it has never seen. All of it takes less than two minutes on an ordinary
// laptop, without a graphics card.
//
// Run the cells from top to bottom with **Shift + Enter**. The code is TypeScript, run by
// [Deno's kernel](https://docs.deno.com/runtime/reference/cli/jupyter/). What you change here, you will see below.
//
// 1. [Look at the data](#1.-Look-at-the-data)
// 2. [Prepare the data](#2.-Prepare-the-data)
// 3. [Build a net](#3.-Build-a-net)
// 4. [Train it](#4.-Train-it)
// 5. [Test it](#5.-Test-it)
// 6. [See what it learned](#6.-See-what-it-learned)
// 7. [Your turn](#7.-Your-turn)
//
// Three small helpers first: `show` puts a figure into the notebook, `print` a text, and `liveText` a text that can still
// change while a cell runs.

// %%
import { embedFonts, svgToPng } from 'mnist-digit-classifier'

/** Shows a figure as SVG, and as PNG where a viewer draws no SVG. */
async function show(svg: string) {
  const [, width, height] = /viewBox="0 0 (\S+) (\S+)"/.exec(svg)!
  await Deno.jupyter.broadcast('display_data', {
    data: { 'image/svg+xml': embedFonts(svg), 'image/png': Buffer.from(svgToPng(svg)).toString('base64') },
    metadata: { 'image/png': { width: Number(width), height: Number(height) } },
  })
  await delivery()
}

/** Prints lines of text. */
async function print(...lines: string[]) {
  await liveText(lines.join('\n'))
  await delivery()
}

/** Prints a text, and returns a function that puts another one in its place. */
async function liveText(text: string) {
  const transient = { display_id: crypto.randomUUID() }
  const send = (type: 'display_data' | 'update_display_data', text: string) =>
    Deno.jupyter.broadcast(type, { data: { 'text/plain': text }, metadata: {}, transient })
  await send('display_data', text)
  return (text: string) => send('update_display_data', text)
}

/** Deno may report a cell as finished before it has delivered what the cell shows, and such outputs can get lost. */
function delivery() {
  return new Promise(resolve => setTimeout(resolve, 300))
}

// %% [markdown]
// ## 1. Look at the data
//
// [MNIST](https://en.wikipedia.org/wiki/MNIST_database) was collected from census workers and high-school students in the
// 1990s. Each image has 28 × 28 pixels, each pixel is a number from 0 (paper) to 255 (ink).
//
// There are two sets. The net learns from the **training** images. The **test** images stay in their drawer until section 5:
// a pupil who has seen the exam beforehand tells you nothing about the school.

// %%
import { loadMnist, takeDigits } from 'mnist-digit-classifier'

const mnist = await loadMnist()
const test = mnist.test
const training = takeDigits(mnist.training, 60_000) // take 6_000 for a quick try

await print(
  `${training.count} images to learn from, ${test.count} to be tested on`,
  `each has ${training.images.length / training.count} pixels`,
)

// %% [markdown]
// Never train on data that you have not looked at. Here are the first fifty images, each above its label, the right answer.
// Could you read all of them?

// %%
import { digitGridFigure } from 'mnist-digit-classifier'

await show(digitGridFigure(training, { title: 'What the net will learn from', limit: 50 }))

// %% [markdown]
// How many of each digit are there? If nine images in ten showed a 1, a net that always says "1" would be right nine times in
// ten, and have learned nothing. MNIST is fair: every digit has about a tenth of the images. So blind guessing
// gets about 10 % right, and that is the mark to beat.

// %%
import { classCountsFigure, countLabels } from 'mnist-digit-classifier'

await show(classCountsFigure(countLabels(training.labels), { title: 'Training images of each digit' }))

// %% [markdown]
// And what does a typical 3 look like? Lay all of them on top of each other, and take the mean of every pixel. Where all writers
// agree, the mean is dark; where hands differ, it blurs. The 1 shows how differently people slant their writing, the 0 how
// much they agree.

// %%
import { meanDigits } from 'mnist-digit-classifier'

await show(
  digitGridFigure(
    { images: meanDigits(training), labels: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
    { title: 'The mean of each digit', subtitle: `Of all ${training.count} training images` },
  ),
)

// %% [markdown]
// ## 2. Prepare the data
//
// Nets learn best from small numbers. **Normalization** divides each pixel by 255, so that 0–255 becomes 0–1; nothing is
// lost. Here is the middle of one image, before and after.

// %%
import { normalize } from 'mnist-digit-classifier'

const example = 0 // choose another one
const pixels = training.images.subarray(example * 784, (example + 1) * 784)
const normalized = normalize(pixels)

/** A part of an image as numbers. */
function middle(values: ArrayLike<number>, write: (value: number) => string) {
  const row = (y: number) => Array.from({ length: 10 }, (_, x) => write(values[y * 28 + x + 9]!).padStart(5)).join('')
  return Array.from({ length: 8 }, (_, y) => row(y + 8)).join('\n')
}

await show(
  digitGridFigure(
    { images: pixels, labels: [training.labels[example]!] },
    { title: 'The example', subtitle: `Image ${example}, and its label` },
  ),
)
await print('before: 0 to 255', middle(pixels, String))
await print(
  'after: 0 to 1',
  middle(normalized, value => value.toFixed(2)),
)

// %% [markdown]
// The nets below go one step further: they take away the mean of all pixels and divide by their standard deviation, so that the
// numbers lie around 0. This is called **standardization**. It is part of the net itself, so that you can hand it raw images
// at any time and never forget it.

// %%
import { standardize } from 'mnist-digit-classifier'

/** Smallest, largest, mean and standard deviation. */
function describe(name: string, values: ArrayLike<number>) {
  let [least, most, sum, squares] = [Infinity, -Infinity, 0, 0]
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    least = Math.min(least, value)
    most = Math.max(most, value)
    sum += value
    squares += value * value
  }
  const mean = sum / values.length
  const deviation = Math.sqrt(squares / values.length - mean * mean)
  const [a, b, c, d] = [least, most, mean, deviation].map(value => value.toFixed(3).padStart(8))
  return `${name.padEnd(14)}from ${a} to ${b}   mean ${c}   deviation ${d}`
}

const some = takeDigits(training, 10_000).images
await print(
  describe('raw', some),
  describe('normalized', normalize(some)),
  describe('standardized', standardize(normalize(some))),
)

// %% [markdown]
// The answers need preparing too. The net has ten outputs, one for each digit, and each is a probability. So the right
// answer is written the same way: 1 for the true digit, 0 for the other nine. This is called **one-hot**.

// %%
import { oneHot } from 'mnist-digit-classifier'

await print(
  `label before: ${training.labels[example]}`,
  `label after:  ${oneHot(training.labels.subarray(example, example + 1)).join(' ')}`,
  `stands for:   0 1 2 3 4 5 6 7 8 9`,
)

// %% [markdown]
// ## 3. Build a net
//
// A net is a list of layers; each one turns the numbers of the layer before into new ones.
//
// - **cropping2d** cuts off the margins, which digits leave nearly empty: less to compute.
// - **conv2d** slides small filters over the image. Each filter looks for one thing, such as an edge, everywhere; with `strides` 2 it
//   looks at every second place only: half the width, half the height.
// - **maxPool2d** keeps the strongest answer in each 2 × 2 field: half the size again, still the gist.
// - **relu** is an activation: it sets what is negative to zero. Without such a bend, many layers could do no more than one.
// - **flatten** lays the numbers in a row, and **dense** weighs all of them for each of its outputs.
// - **softmax** at the end turns ten numbers into ten probabilities that add up to 1.
//
// The preset `fast` is a list that works well; it is plain data. Change it as you like: other `filters`, another
// `activation` (`gelu`, `tanh` …), one more layer. A net that cannot work is rejected with the reason.

// %%
import { preset } from 'mnist-digit-classifier'

const { layers, preprocessing, training: recipe } = preset('fast')

const describeOptions = (options: object) => Object.entries(options).map(([name, value]) => `${name} ${value}`)
await print(...layers.map(({ kind, ...options }) => `${kind.padEnd(12)}${describeOptions(options).join(', ')}`))

// %% [markdown]
// The summary shows what each layer hands to the next, and how many numbers it has to learn. `None` stands for any number of
// images at once.

// %%
import { networkFrom, summary } from 'mnist-digit-classifier'

const net = networkFrom({ layers, preprocessing })
await print(summary(net))

// %% [markdown]
// ## 4. Train it
//
// At first all weights are random, and the net guesses. Training repeats one small step hundreds of times:
//
// 1. read a batch of images and look at the probabilities,
// 2. measure how wrong they are: the **loss**, which is small if the true digit got a high probability,
// 3. find for each weight in which direction it would make the loss smaller: the **gradient**,
// 4. move all weights a little that way; how far is decided by the **optimizer** and the learning rate.
//
// An **epoch** is over when every image has been seen once. A few images are held out for validation: these are the
// **validation** images. The recipe that belongs to the preset says all of this; to try a longer training, write
// `{ ...recipe, epochs: 5 }`.

// %%
import { fit, type Recipe, type Sequential } from 'mnist-digit-classifier'

/** Trains a net and reports as it goes. */
async function train(net: Sequential, recipe: Recipe) {
  const percent = (fraction: number | null) => `${((fraction ?? 0) * 100).toFixed(2)} %`
  const write = await liveText('Getting ready …')
  const lines: string[] = []
  let written = Promise.resolve()
  let next = 0
  const trained = await fit(net, training, {
    ...recipe,
    seed: 1,
    onStep({ epoch, epochs, step, steps, loss, accuracy, secondsLeft }) {
      if (performance.now() < next) return
      next = performance.now() + 250 // four times a second is enough for the eye
      const done = Math.round((step / steps) * 24)
      const bar = '█'.repeat(done) + '░'.repeat(24 - done)
      const line = `epoch ${epoch}/${epochs} ${bar} loss ${loss.toFixed(4)}  accuracy ${percent(accuracy)}`
      written = write([...lines, `${line}  ${Math.ceil(secondsLeft)} s left`].join('\n'))
    },
    onEpoch({ epoch, trainLoss, trainAccuracy, validationLoss, validationAccuracy, seconds }) {
      const training = `loss ${trainLoss.toFixed(4)}  accuracy ${percent(trainAccuracy)}`
      const validation = `validation loss ${(validationLoss ?? 0).toFixed(4)}  accuracy ${percent(validationAccuracy)}`
      lines.push(`epoch ${epoch}/${recipe.epochs}  ${training}  ${validation}  ${seconds.toFixed(1)} s`)
      written = write(lines.join('\n'))
    },
  })
  await written
  await delivery()
  return trained
}

const { classifier, history, curve } = await train(net, recipe)

// %% [markdown]
// The same as a figure, finer: pale is what each step showed, and the training line smooths it. The validation line is measured a few
// times in each epoch on a part of the validation images, the dots after each epoch on all of them. The first steps, in which the
// net learns most, lie outside. Do not be surprised if validation is ahead of training: training accuracy is measured while
// the net is still learning. If, over many epochs, training keeps improving while
// validation gets worse, the net has begun to learn its images by heart: it **overfits**.

// %%
import { curvesFigure } from 'mnist-digit-classifier'

await show(curvesFigure(history, { curve }))

// %% [markdown]
// ## 5. Test it
//
// Now, and only now, the drawer with the test images is opened. **Accuracy** is the share of them that was read right. Another
// 10,000 images would give a slightly different number; the interval says which true accuracies fit what was measured.

// %%
import { evaluateProbabilities } from 'mnist-digit-classifier'

const probabilities = await classifier.predict(test.images)
const result = evaluateProbabilities(probabilities, test.labels)

const [low, high] = result.interval95.map(bound => (bound * 100).toFixed(2))
await print(
  `test accuracy ${(result.accuracy * 100).toFixed(2)} %   (95 % interval: ${low} to ${high} %)`,
  `test loss     ${result.loss.toFixed(4)}`,
  `mistakes      ${result.count - result.correct} of ${result.count}`,
)

// %% [markdown]
// Numbers are abstract; look at some answers. Below each image: the digit that was read, how sure the net was, and the truth.
// Do not wait for 100 %: a recipe with `labelSmoothing` 0.1 teaches the net to aim at 91 % and to keep some doubt. Nets that
// may doubt tend to read new digits better.

// %%
import { samplesFigure } from 'mnist-digit-classifier'

await show(samplesFigure({ images: test.images, labels: test.labels, probabilities }, { limit: 40 }))

// %% [markdown]
// Which digits get mixed up? The **confusion matrix** has a row for each true digit and a column for each digit read. A perfect net
// has numbers on the diagonal only. **Recall** is the share of a digit's images that were found.

// %%
import { confusionFigure } from 'mnist-digit-classifier'

await show(confusionFigure(result.confusion))

// %% [markdown]
// The most interesting images are those where the net was sure, and wrong. Look at them closely: some are sloppy handwriting that
// you might have read the same way, and a few labels are themselves disputed.

// %%
import { mistakesFigure, rankMistakes } from 'mnist-digit-classifier'

const mistakes = rankMistakes(probabilities, test.labels)
await show(mistakesFigure({ images: test.images, probabilities, mistakes }, { limit: 18 }))

// %% [markdown]
// ## 6. See what it learned
//
// The first layer's filters look at the image itself, so they can be drawn. Blue is where a filter wants ink, orange where it
// wants paper. A filter that is blue on one side and orange on the other finds an edge with that slant; one with a blue stripe
// finds a stroke. Nobody drew them: before section 4 they were random numbers, and in some of them you can still see
// it, for training moves a filter only as far as it helps.

// %%
import { filtersFigure, readWeights } from 'mnist-digit-classifier'

const kernel = readWeights(classifier.model)['conv2d.kernel']
if (kernel) await show(filtersFigure(kernel, { title: 'Filters of the first layer' }))

// %% [markdown]
// ## 7. Your turn
//
// How much do the filters help? Here is a net without any: it sees 784 numbers in a row and does not know which pixels are
// neighbors. It is trained by the same recipe, and both are compared on the validation images, not on the
// test images: whoever tries nets until the test looks good has made it part of the training.
//
// Change the layers and the activation, run the two cells again, and see whether you beat the convolutions. Some ideas:
//
// - more `units`, a second `dense` layer, or a `dropout({ rate: 0.2 })` between them;
// - another activation: `'tanh'`, `'gelu'`, `'leakyRelu'`, or `'linear'`, which is none at all;
// - a convolution of your own: `conv2d({ filters: 8, kernelSize: 3, activation })`, then `maxPool2d({ poolSize: 2 })`
//   (import them first, as below);
// - a longer training: `{ ...recipe, epochs: 5 }`.

// %%
import { type Activation, dense, flatten, sequential } from 'mnist-digit-classifier'

const activation: Activation = 'relu'
const mine = sequential([
  flatten(), // [784]
  dense({ units: 128, activation }), // [128]
  dense({ units: 10, activation: 'softmax' }), // [10]
])
await print(summary(mine))

const myTraining = await train(mine, { ...recipe, freezeFirstLayerLastEpochs: 0 }) // every layer learns to the end

// %%
import { comparisonFigure } from 'mnist-digit-classifier'

await show(
  comparisonFigure([
    { name: 'with filters', history, curve },
    { name: 'mine', history: myTraining.history, curve: myTraining.curve },
  ]),
)

// %% [markdown]
// ### Other images
//
// Nothing above is about digits alone. [Fashion-MNIST](https://github.com/zalandoresearch/fashion-mnist) has images of clothes, KMNIST
// of Japanese characters, EMNIST of letters, all of them as small as these. Write the name of one of them instead of `mnist`: its files
// are downloaded once, some 20 to 60 MB (`mnist data` lists all of them), and the net answers by other names, "ankle boot" instead of 9.
// They are harder, so it makes more mistakes, which have a thick frame. They are looked at on images held out of the training
// images: another drawer stays shut.

// %%
import { datasetNamed, loadDataset, splitDigits } from 'mnist-digit-classifier'

const name = 'mnist' // 'fashion-mnist', 'kmnist', 'emnist/letters', …
const other = await loadDataset(datasetNamed(name), { parts: ['training'] })
const split = splitDigits(takeDigits(other.training, 14_000), { validation: 2000, seed: 1 })
const { training: otherRecipe, ...otherNet } = preset('fast', other.task)

await print(`${other.task.name}: ${other.task.classes.join(', ')}`)
const otherTraining = await fit(networkFrom(otherNet), split.training, { ...otherRecipe, seed: 1 })
const heldOut = takeDigits(split.validation, 40)
await show(
  samplesFigure(
    { ...heldOut, probabilities: await otherTraining.classifier.predict(heldOut.images), task: other.task },
    { title: 'Other images', limit: 40 },
  ),
)

// %% [markdown]
// ### Where to go from here
//
// - Keep your net: import `saveClassifier`, and `await saveClassifier(classifier, 'digits.onnx')` writes a file that runs wherever
//   [ONNX](https://onnx.ai) runs, in many languages and in a web page, without this project.
// - The [README](README.md) tells how to train from the command line and from your own programs.
// - The [architecture](ARCHITECTURE.md) tells how a training step is computed.
