import { expect, test } from 'vitest'
import { toOnnx } from '../../src/graph/onnx.js'
import { inputTensors, weightTensors } from '../../src/layers/network.js'
import { calibrate } from '../../src/quantize/calibrate.js'
import { planModel } from '../../src/quantize/planModel.js'
import { predictQuantized, probabilitiesOf } from '../../src/quantize/predictQuantized.js'
import { quantizationAwareTraining } from '../../src/quantize/quantizationAwareTraining.js'
import type { QuantizedModel } from '../../src/quantize/quantizedModel.js'
import { quantizeModel, quantizePlan } from '../../src/quantize/quantizeModel.js'
import { scalesOf } from '../../src/quantize/scales.js'
import { simulatedNetwork } from '../../src/quantize/simulatedNetwork.js'
import { nodeRuntime as runtime } from '../../src/runtime/node.js'
import { pixelShape } from '../../src/task.js'
import { initialParameters, parameterValues } from '../../src/training/parameters.js'
import { bars, fullNet } from '../training/small.js'
import { drawImages, drawParameters, netOf, nets } from './nets.js'

for (const [title, net] of Object.entries(nets))
  test(`what is trained computes what integers will: ${title}`, async () => {
    const network = netOf(net)
    const task = network.task!
    const plan = planModel(network, drawParameters(network), 2)
    const scales = scalesOf(plan, await calibrate(plan, drawImages(task, 40), { runtime, threads: 1 }))
    const images = drawImages(task, 20, 2)
    const simulated = simulatedNetwork(plan, scales)
    const { logits } = simulated.network.apply(inputTensors(simulated.network), weightTensors(simulated.network))
    const program = await runtime.compile(toOnnx({ logits: logits! }).model, { threads: 1 })
    const image = { data: images, shape: [20, ...pixelShape(task)] }
    const results = await program.run({ image, ...parameterValues(simulated.network, simulated.parameters) })
    await program.dispose()
    const classes = task.classes.length
    const toBaseTwo = Int32Array.from(results.logits!.data as Float32Array, value => (value / Math.LN2) * 64)
    const integers = probabilitiesOf(predictQuantized(await quantizePlan(plan, scales, runtime), images), classes)
    const differences = probabilitiesOf(toBaseTwo, classes).map((value, i) => Math.abs(value - integers[i]!))
    // A rounding that falls the other way moves a result by one of its 256 steps.
    expect(Math.max(...differences)).toBeLessThan(0.03)
  })

const digits = bars(300)

function accuracyOf(quantized: QuantizedModel): number {
  const { images, labels, count } = bars(200, 7)
  const logits = predictQuantized(quantized, images)
  const hits = Array.from(labels, (label, i) => {
    const row = [...logits.subarray(10 * i, 10 * i + 10)]
    return row.indexOf(Math.max(...row)) === label
  })
  return hits.filter(hit => hit).length / count
}

test('integers learn what the net did not know, and the same twice', async () => {
  const network = fullNet({ dropoutRate: 0 })
  const parameters = initialParameters(network, 1)
  const epochs: number[] = []
  const train = () =>
    quantizationAwareTraining(network, parameters, digits, {
      runtime,
      epochs: 12,
      learningRate: 0.03,
      batchSize: 32,
      onEpoch: ({ epoch }) => epochs.push(epoch),
    })
  const before = accuracyOf(await quantizeModel(network, parameters, digits.images, { runtime }))
  const [first, second] = [await train(), await train()]
  expect(epochs).toHaveLength(24)
  expect(before).toBeLessThan(0.4)
  expect(accuracyOf(first)).toBeGreaterThan(0.9)
  expect(second).toEqual(first)
})

test('no image to train on is refused, and so are labels of another task', async () => {
  const network = fullNet()
  const parameters = initialParameters(network, 1)
  const train = (labels: Uint8Array) =>
    quantizationAwareTraining(
      network,
      parameters,
      { images: new Uint8Array(784 * labels.length), labels, count: labels.length },
      { runtime },
    )
  await expect(train(new Uint8Array(0))).rejects.toThrow('expected at least 1 image to train on, received none')
  await expect(train(Uint8Array.of(10))).rejects.toThrow(/^quantize: /)
})
