// One training step of the Keras example net with jax-js, compiled to WebAssembly. It spreads over threads only where
// there is a global `Worker`, so in Node it runs on one.
import { readFileSync } from 'node:fs'
import {
  blockUntilReady,
  defaultDevice,
  init,
  jit,
  lax,
  nn,
  numpy as np,
  random,
  tree,
  valueAndGrad,
} from '@jax-js/jax'
import { batchSize, firstBatch, report } from './common.mjs'

await init('wasm')
defaultDevice('wasm')

// A function of jax-js consumes the arrays it is given; `.ref` keeps one for another use.
const convolve = (x, w, b) => nn.relu(lax.conv(x, w, [1, 1], 'VALID').add(b.reshape([1, -1, 1, 1])))
const pool = x => lax.reduceWindow(x, np.max, [2, 2], [2, 2])

function loss(parameters, x, y, key) {
  const { w1, b1, w2, b2, w3, b3 } = parameters
  const h1 = pool(convolve(x, w1, b1)) // [128, 32, 13, 13]
  const h2 = pool(convolve(h1, w2, b2)).reshape([batchSize, 1600])
  const kept = random.bernoulli(key, 0.5, [batchSize, 1600]).astype(np.float32).mul(2)
  const logits = np.matmul(h2.mul(kept), w3).add(b3) // [128, 10]
  return nn
    .logSoftmax(logits, -1)
    .mul(y)
    .sum()
    .mul(-1 / batchSize)
}

/** Adam with Keras's settings; `t` counts steps from 1. */
function adam(parameter, gradient, m, v, t) {
  const mNew = m.mul(0.9).add(gradient.ref.mul(0.1))
  const vNew = v.mul(0.999).add(np.square(gradient).mul(0.001))
  const mHat = mNew.ref.div(np.subtract(1, np.power(0.9, t.ref)))
  const vHat = vNew.ref.div(np.subtract(1, np.power(0.999, t)))
  return [parameter.sub(mHat.mul(0.001).div(np.sqrt(vHat).add(1e-7))), mNew, vNew]
}

const gradients = jit(valueAndGrad(loss))
const update = jit(adam)

// Glorot uniform, as Keras starts.
const uniform = (seed, shape, fans) => {
  const limit = Math.sqrt(6 / fans)
  return random.uniform(random.key(seed), shape, { minval: -limit, maxval: limit })
}
let parameters = {
  w1: uniform(1, [32, 1, 3, 3], 9 + 288),
  b1: np.zeros([32]),
  w2: uniform(2, [64, 32, 3, 3], 288 + 576),
  b2: np.zeros([64]),
  w3: uniform(3, [1600, 10], 1600 + 10),
  b3: np.zeros([10]),
}
let m = tree.map(np.zerosLike, tree.ref(parameters))
let v = tree.map(np.zerosLike, tree.ref(parameters))

const batch = firstBatch()
const x = np.array(batch.images).reshape([batchSize, 1, 28, 28])
const y = np.array(batch.labels).reshape([batchSize, 10])
let t = 0

async function step() {
  t++
  const [value, gradient] = gradients(tree.ref(parameters), x.ref, y.ref, random.key(100 + t))
  const next = { parameters: {}, m: {}, v: {} }
  for (const name of Object.keys(parameters)) {
    const updated = update(parameters[name], gradient[name], m[name], v[name], np.array(t))
    ;[next.parameters[name], next.m[name], next.v[name]] = updated
  }
  ;({ parameters, m, v } = next)
  await blockUntilReady(parameters)
  return value.js()
}

const { version } = JSON.parse(readFileSync(new URL('node_modules/@jax-js/jax/package.json', import.meta.url), 'utf8'))
await report('jax-js wasm', version, step)
