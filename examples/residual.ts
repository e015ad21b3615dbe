// A residual net on MNIST's digits, by the functional API (He et al. 2015, arXiv 1512.03385).
import { type Digits, loadMnist, takeDigits } from 'mnist-digit-classifier'
import * as engine from 'mnist-digit-classifier/engine'

const { applyLayer, batchNormalization, conv2d, runtime } = engine
const relu = engine.activation({ function: 'relu' })

/** Two convolutions, and one that passes by them; strides of 2 halve the image. */
function block(x: engine.SymbolicTensor, filters: number, strides: number) {
  const convolve = (kernelSize: number, strides: number) => conv2d({ filters, kernelSize, strides, padding: 'same' })
  const inner = [convolve(3, strides), batchNormalization(), relu, convolve(3, 1), batchNormalization()]
  return applyLayer([engine.add(), relu], [applyLayer(inner, x), applyLayer(convolve(1, strides), x)])
}

const image = engine.input([1, 28, 28], { name: 'image', preprocessing: 'standardize' })
const stem = applyLayer([conv2d({ filters: 8, kernelSize: 3, strides: 2, padding: 'same' }), relu], image)
const head = [engine.globalAveragePool2d(), engine.dense({ units: 10, activation: 'softmax' })]
const probabilities = applyLayer(head, block(block(stem, 16, 1), 32, 2))
const network = engine.model({ inputs: image, outputs: { probabilities } })

function examples(digits: Digits, limit: number) {
  const { images, labels, count } = takeDigits(digits, limit) // uint8 [count, 28, 28], raw pixels
  return { count, inputs: { image: images }, targets: { label: labels } }
}

const { training, test } = await loadMnist()
const loss = engine.sparseCategoricalCrossentropy()
const objective = { runtime, loss, metrics: { accuracy: engine.accuracy() }, threads: 2 }
const { state } = await engine.fit(network, examples(training, 12_000), {
  ...objective,
  optimizer: engine.adam({ learningRate: 0.01 }),
  schedule: engine.scheduleFrom({ kind: 'oneCycle' }),
  epochs: 2,
  batchSize: 64,
})
const { parameters } = state
const { accuracy } = await engine.evaluate(network, examples(test, 2000), { ...objective, parameters })
console.log(JSON.stringify({ accuracy }))
