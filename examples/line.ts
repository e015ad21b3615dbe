// A straight line: y = 2x + 1 with noise, learned by one dense layer of one unit.
import {
  dense,
  fit,
  meanSquaredError,
  parameterValues,
  randomStream,
  runtime,
  sequential,
  sgd,
} from 'mnist-digit-classifier/engine'

const count = 256
const random = randomStream(0, 'line')
const x = Float32Array.from({ length: count }, () => 2 * random.uniform() - 1) // [256, 1]
const y = x.map(value => 2 * value + 1 + 0.1 * random.normal()) // [256, 1]

const network = sequential([dense({ units: 1 })], { inputShape: [1] })
const { state } = await fit(
  network,
  { count, inputs: { input: x }, targets: { target: y } },
  { runtime, loss: meanSquaredError(), optimizer: sgd({ learningRate: 0.1 }), epochs: 20 },
)

const weights = parameterValues(network, state.parameters)
const [slope, intercept] = [weights['dense.kernel'], weights['dense.bias']].map(value => Number(value?.data[0]))
console.log(JSON.stringify({ slope, intercept }))
