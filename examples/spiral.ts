// Two spirals, told apart by a multilayer perceptron; the trained network is then run as an ONNX model.
import * as engine from 'mnist-digit-classifier/engine'

const { dense, runtime } = engine

function spirals(count: number, name: string) {
  const random = engine.randomStream(0, name)
  const points = new Float32Array(2 * count)
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 2)
  for (const [i, label] of labels.entries()) {
    const radius = Math.sqrt(random.uniform())
    const angle = 3 * Math.PI * radius + Math.PI * label
    points.set([radius * Math.cos(angle), radius * Math.sin(angle)], 2 * i)
  }
  return { count, inputs: { input: points }, targets: { label: labels } }
}

const layers = [
  dense({ units: 32, activation: 'tanh' }),
  dense({ units: 32, activation: 'tanh' }),
  dense({ units: 2, activation: 'softmax' }),
]
const network = engine.sequential(layers, { inputShape: [2] })
const loss = engine.sparseCategoricalCrossentropy()
const objective = { runtime, loss, metrics: { accuracy: engine.accuracy() } }
const { state } = await engine.fit(network, spirals(1000, 'training'), {
  ...objective,
  optimizer: engine.adam({ learningRate: 0.01 }),
  schedule: engine.scheduleFrom({ kind: 'cosine' }),
  epochs: 100,
})
const { parameters } = state
const { accuracy } = await engine.evaluate(network, spirals(1000, 'test'), { ...objective, parameters })

const program = await runtime.compile(engine.exportModel(network, parameters), { threads: 1 })
const { output } = await program.run({ input: { data: Float32Array.of(0.5, 0), shape: [1, 2] } })
console.log(JSON.stringify({ accuracy, probabilities: [...(output?.data ?? [])] }))
