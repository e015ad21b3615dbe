// A ring around a disc, told apart in the page; each pixel of the canvas is then colored by its class.
import * as engine from 'mnist-digit-classifier/engine'

const { dense, runtime } = engine
const count = 512
const random = engine.randomStream(0, 'ring')
const points = new Float32Array(2 * count)
const labels = Uint8Array.from({ length: count }, (_, i) => i % 2)
for (const [i, label] of labels.entries()) {
  const [radius, angle] = [0.4 * random.uniform() + 0.5 * label, 2 * Math.PI * random.uniform()]
  points.set([radius * Math.cos(angle), radius * Math.sin(angle)], 2 * i)
}

const layers = [dense({ units: 16, activation: 'tanh' }), dense({ units: 2, activation: 'softmax' })]
const network = engine.sequential(layers, { inputShape: [2] })
const data = { count, inputs: { input: points }, targets: { label: labels } }
const { state } = await engine.fit(network, data, {
  runtime,
  loss: engine.sparseCategoricalCrossentropy(),
  metrics: { accuracy: engine.accuracy() },
  optimizer: engine.adam({ learningRate: 0.03 }),
  epochs: 20,
})

const canvas = document.querySelector('canvas')!
const { width, height } = canvas
const pixels = Float32Array.from({ length: 2 * width * height }, (_, i) => {
  const pixel = Math.floor(i / 2)
  return i % 2 === 0 ? (2 * (pixel % width)) / width - 1 : (2 * Math.floor(pixel / width)) / height - 1
})
const program = await runtime.compile(engine.exportModel(network, state.parameters), { threads: 1 })
const { output } = await program.run({ input: { data: pixels, shape: [width * height, 2] } })
const image = new ImageData(width, height)
for (let i = 0; i < width * height; i++) image.data.set([255 * Number(output!.data[2 * i]), 90, 160, 255], 4 * i)
canvas.getContext('2d')!.putImageData(image, 0, 0)
document.querySelector('output')!.value = `accuracy ${state.history.at(-1)!.trainAccuracy}`
