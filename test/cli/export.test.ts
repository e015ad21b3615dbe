import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { networkFrom } from '../../src/model/configuration.js'
import { exportModel, readModelMetadata } from '../../src/model/modelFile.js'
import { initialParameters } from '../../src/training/parameters.js'
import { plainNet } from '../training/small.js'
import { writeFewDigits } from './fewDigits.js'
import { mnist } from './mnist.js'

let cwd = ''
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'mnist-export-'))
  await writeFewDigits(join(cwd, 'few'))
  const net = plainNet()
  await writeFile(
    join(cwd, 'Net-1.onnx'),
    exportModel(net, initialParameters(net, 1), { seed: 1, rejectThreshold: 0.5, accuracy: 0.9 }),
  )
})
afterAll(() => rm(cwd, { recursive: true }))

const exported = (...words: string[]) => mnist(['export', ...words, '--data', 'few', '--calibration', '20'], { cwd })

test('C is a folder of three files, whose functions are called as the model is', async () => {
  const { code, stdout, stderr } = await exported('Net-1.onnx', '--format', 'c', '--out', 'firmware/net')
  expect([code, stderr]).toEqual([0, ''])
  const names = ['net_1.h', 'net_1.c', 'net_1_test.c']
  expect(stdout.split('\n').slice(0, 3)).toEqual(names.map(name => `Written: ${join('firmware/net', name)}`))
  expect(stdout.split('\n')[3]).toMatch(
    /^Right on 1,180 other training images: \d+\.\d\d % in floats, \d+\.\d\d % in integers$/,
  )
  expect((await readdir(join(cwd, 'firmware/net'))).sort()).toEqual([...names].sort())
  const header = await readFile(join(cwd, 'firmware/net/net_1.h'), 'utf8')
  expect(header).toContain('int net_1_classify(const uint8_t pixels[NET_1_PIXELS], uint8_t scores[NET_1_CLASSES]);')
  expect(header).toContain('#define NET_1_REJECT_BELOW 128')
})

test('int8 ONNX is a model file that evaluate takes; a file that nobody named is not replaced', async () => {
  expect((await exported('Net-1.onnx', '--format', 'int8-onnx')).stdout).toMatch(/^Written: Net-1-int8.onnx\n/)
  const metadata = readModelMetadata(await readFile(join(cwd, 'Net-1-int8.onnx')))
  expect(metadata).toMatchObject({ seed: 1, rejectThreshold: 0.5, task: { name: 'MNIST' } })
  expect(metadata.accuracy).toBeUndefined()
  expect((await mnist(['evaluate', 'Net-1-int8.onnx', '--data', 'few'], { cwd })).stdout).toMatch(/of 200 images/)
  expect(await exported('Net-1.onnx', '--format', 'int8-onnx')).toEqual({
    code: 2,
    stdout: '',
    stderr: 'mnist export: Net-1-int8.onnx is there already; --out Net-1-int8.onnx replaces it\n',
  })
  expect(await exported('Net-1.onnx', '--format', 'int8-onnx', '--out', 'Net-1-int8.onnx')).toMatchObject({ code: 0 })
})

test('with --qat, the integers are trained before they are written', async () => {
  const { code, stdout, stderr } = await exported(
    'Net-1.onnx',
    '--format',
    'int8-onnx',
    '--qat',
    '2',
    '--out',
    'qat.onnx',
  )
  expect([code, stderr]).toEqual([0, ''])
  const lines = stdout.split('\n')
  for (const epoch of [1, 2])
    expect(lines[epoch - 1]).toMatch(new RegExp(`^Epoch ${epoch}/2 .* loss \\d\\.\\d{4}  accuracy \\d+\\.\\d\\d %$`))
  const [first, second] = lines.slice(0, 2).map(line => Number(/ loss ([\d.]+) /.exec(line)![1])) as [number, number]
  expect(second).toBeLessThan(first)
  expect(lines[3]).toMatch(/^Right on 120 other training images: /) // of 1,200; the others are trained on
  expect(await exported('Net-1.onnx', '--format', 'keras', '--qat', '2')).toMatchObject({ code: 2 })
})

test('what cannot be exported is refused in one line', async () => {
  const net = networkFrom({
    layers: [
      { kind: 'upSampling2d', name: 'larger' },
      { kind: 'flatten' },
      { kind: 'dense', units: 10, activation: 'softmax' },
    ],
  })
  await writeFile(join(cwd, 'large.onnx'), exportModel(net, initialParameters(net, 1)))
  await writeFile(join(cwd, 'none.onnx'), 'nothing')
  const failures: [string[], RegExp][] = [
    [['none.onnx', '--format', 'c'], /none\.onnx: expected an ONNX model/],
    [['large.onnx', '--format', 'c'], /larger: expected a layer that can be quantized, .*received upSampling2d/],
    [['Net-1.onnx', '--format', 'c', '--name', 'Net 1'], /expected name to be at most 40 lower-case letters/],
    [['Net-1.onnx', '--format', 'int8-onnx', '--name', 'net'], /expected --format c with --name/],
    [['Net-1.onnx', '--format', 'c', '--out', 'none.onnx'], /none\.onnx: could not be made \(it is a file\)/],
  ]
  const outcomes = await Promise.all(failures.map(([words]) => exported(...words)))
  for (const [index, { code, stdout, stderr }] of outcomes.entries()) {
    expect([code === 0, stdout]).toEqual([false, ''])
    expect(stderr).toMatch(failures[index]![1])
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  }
})
