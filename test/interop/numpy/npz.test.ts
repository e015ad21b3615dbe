import { zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { parseNpy } from '../../../src/data/formats/npy.js'
import { unzip } from '../../../src/data/formats/zip.js'
import { importModel } from '../../../src/interop/importModel.js'
import { decodeNpyText, encodeNpyText } from '../../../src/interop/numpy/npyFile.js'
import { exportNpz } from '../../../src/interop/numpy/writeNpz.js'
import { networkFrom } from '../../../src/model/configuration.js'
import { readModelMetadata, readWeights } from '../../../src/model/modelFile.js'
import { modelFrom } from '../../../src/model/modelFrom.js'
import { preset, presetNames } from '../../../src/model/presets.js'
import { mnistTask } from '../../../src/task.js'
import { generatedNet, randomModel } from '../nets.js'

const nets = [
  ...presetNames.map(name => ({ name: `the preset ${name}`, network: networkFrom(preset(name)) })),
  ...Array.from({ length: 10 }, (_, seed) => ({ name: `generated net ${seed}`, network: generatedNet(seed) })),
]

test.each(nets)('$name comes back from NumPy, to the same bytes', async ({ network }) => {
  const model = randomModel(network, 1, { seed: 3, temperature: 1.25 })
  const { model: back } = await importModel(exportNpz(model))
  expect(Buffer.from(back).equals(model)).toBe(true)
})

test('each weight is an array of its name and shape, and the net a text', () => {
  const model = randomModel(networkFrom(preset('keras')))
  const entries = unzip({ name: 'keras.npz', bytes: exportNpz(model) }, () => true)
  const { mnist_digit_classifier: text, ...arrays } = Object.fromEntries(
    Object.entries(entries).map(([name, bytes]) => [name.replace('.npy', ''), bytes]),
  )
  const weights = readWeights(model)
  expect(Object.keys(arrays)).toEqual(Object.keys(weights))
  for (const [name, bytes] of Object.entries(arrays)) {
    const { shape, data } = parseNpy({ name, bytes })
    expect(shape).toEqual(weights[name]!.shape)
    expect(Float32Array.from(data)).toEqual(weights[name]!.data)
  }
  expect(JSON.parse(decodeNpyText(text!))).toMatchObject({
    task: mnistTask,
    configuration: { layers: [{}, {}, {}, {}, {}, {}, {}] },
  })
})

test('names of classes in any script are kept', async () => {
  const task = { ...mnistTask, name: 'Zeichen', classes: ['😀', 'ä', '字', ...mnistTask.classes.slice(3)] }
  const layers = [{ kind: 'flatten' }, { kind: 'dense', units: 10, activation: 'softmax' }]
  const { model } = await importModel(exportNpz(randomModel(modelFrom({ task, layers }))))
  expect(readModelMetadata(model).task).toEqual(task)
})

test('an archive without a net, a damaged one and one without a weight are refused', async () => {
  const bytes = exportNpz(randomModel(networkFrom(preset('mlp'))))
  const { 'mnist_digit_classifier.npy': net, ...arrays } = unzip({ name: '', bytes }, () => true)
  const { 'dense.bias.npy': bias, ...others } = arrays
  const zipped = (files: Record<string, Uint8Array>) => importModel(zipSync(files))
  await expect(zipped(arrays)).rejects.toThrow('expected the entry mnist_digit_classifier, which says the net')
  await expect(zipped({ 'mnist_digit_classifier.npy': net!, ...others })).rejects.toThrow(
    'expected dense.bias of shape (256), received none',
  )
  await expect(zipped({ ...arrays, 'mnist_digit_classifier.npy': bias! })).rejects.toThrow('expected a text, received')
  await expect(zipped({ ...arrays, 'mnist_digit_classifier.npy': encodeNpyText('{}') })).rejects.toThrow('task')
  await expect(
    zipped({ ...arrays, 'mnist_digit_classifier.npy': net!, 'dense.bias.npy': bias!.subarray(0, 200) }),
  ).rejects.toThrow('expected an NPZ file (dense.bias: expected 1024 bytes')
  await expect(importModel(bytes.subarray(0, 3000))).rejects.toThrow('expected an NPZ file')
  expect(() => decodeNpyText(new Uint8Array(3))).toThrow('expected a text, received other data')
})
