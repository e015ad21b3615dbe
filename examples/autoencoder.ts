// An autoencoder of MNIST's digits: 784 pixels through 32 numbers and back again.
import { type Digits, loadMnist, takeDigits } from 'mnist-digit-classifier'
import * as engine from 'mnist-digit-classifier/engine'

const { applyLayer, dense, runtime } = engine
const { training, test } = await loadMnist()

/** Digits as vectors of 784 pixels in [0, 1], which are input and target. */
function pixels(digits: Digits, limit: number) {
  const { images, count } = takeDigits(digits, limit)
  const values = Float32Array.from(images, pixel => pixel / 255) // [count, 784]
  return { count, inputs: { pixels: values }, targets: { target: values } }
}

const image = engine.input([784], { name: 'pixels' })
const encoder = [dense({ units: 128, activation: 'relu' }), dense({ units: 32 })]
const decoder = [dense({ units: 128, activation: 'relu' }), dense({ units: 784, activation: 'sigmoid' })]
const reconstruction = applyLayer(decoder, applyLayer(encoder, image))
const network = engine.model({ inputs: image, outputs: { reconstruction } })

const { state } = await engine.fit(network, pixels(training, 10_000), {
  runtime,
  loss: engine.binaryCrossentropy(),
  optimizer: engine.adam({ learningRate: 0.003 }),
  epochs: 5,
  batchSize: 128,
  threads: 2,
})
const loss = engine.meanSquaredError()
const measured = await engine.evaluate(network, pixels(test, 2000), { runtime, parameters: state.parameters, loss })
console.log(JSON.stringify({ meanSquaredError: measured.loss }))
