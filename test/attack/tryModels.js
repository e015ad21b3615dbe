import { createClassifier } from '../../dist/model/classifier.js'
import { nodeRuntime } from '../../dist/runtime/node.js'

// Runs in a process of its own (see modelProcess.ts): each message is a model, and is answered by what came of it.

const images = Uint8Array.from({ length: 3 * 784 }, (_, i) => (i * 7) % 256)
const examples = { images, labels: Uint8Array.of(1, 2, 3), count: 3 }

async function tryModel(model) {
  let classifier
  try {
    classifier = await createClassifier(nodeRuntime, model, { threads: 1, name: 'model.onnx' })
    const probabilities = await classifier.predict(images)
    const { accuracy, loss } = await classifier.evaluate(examples)
    return { probabilities, accuracy, loss }
  } catch (error) {
    return { error: error.message }
  } finally {
    await classifier?.dispose()
  }
}

process.on('message', async model => process.send(await tryModel(model)))
