// One training step of the Keras example net with TensorFlow.js in plain JavaScript: its `cpu` backend. (Its WebAssembly
// backend has no gradient of a convolution, and its native one does not install from the registry alone.)
import * as tf from '@tensorflow/tfjs'
import { batchSize, firstBatch, report } from './common.mjs'

await tf.setBackend('cpu')
const model = tf.sequential({
  layers: [
    tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 32, kernelSize: 3, activation: 'relu' }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    tf.layers.conv2d({ filters: 64, kernelSize: 3, activation: 'relu' }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    tf.layers.flatten(),
    tf.layers.dropout({ rate: 0.5 }),
    tf.layers.dense({ units: 10, activation: 'softmax' }),
  ],
})
model.compile({ optimizer: tf.train.adam(0.001), loss: 'categoricalCrossentropy' })

const { images, labels } = firstBatch()
const x = tf.tensor4d(images, [batchSize, 28, 28, 1])
const y = tf.tensor2d(labels, [batchSize, 10])
await report('tfjs cpu', tf.version.tfjs, () => model.trainOnBatch(x, y))
