import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadClassifier } from '../../src/node/classifier.js'
import { tryModel } from '../../src/node/modelTrial.js'
import { childrenOf } from '../attack/memory.js'
import { image, initializer, logits, node, onnxFile, probabilities, softmax } from '../attack/onnxFiles.js'

/** Multiplies square matrices of ones, each product by the next, and adds nothing of it to the answer. */
function multiplying(size: number, products: number): Uint8Array {
  const chain = Array.from({ length: products }, (_, i) => node('MatMul', [`m${i}`, 'm0'], [`m${i + 1}`]))
  return onnxFile([
    ...logits(),
    node('ReduceSum', ['logits'], ['sum']),
    node('Reshape', ['sum', 'one'], ['value']),
    initializer('one', 'int64', [2], BigInt64Array.of(1n, 1n)),
    initializer('size', 'int64', [2], BigInt64Array.of(BigInt(size), BigInt(size))),
    node('Expand', ['value', 'size'], ['m0']),
    ...chain,
    node('ReduceMin', [`m${products}`], ['least']),
    node('Sub', ['least', 'least'], ['zero']),
    node('Add', ['logits', 'zero'], ['sums']),
    softmax('sums'),
    image,
    probabilities,
  ])
}

/** The processes of this one in which a model is tried. */
async function trials(): Promise<number[]> {
  const children = await childrenOf(process.pid)
  const commands = await Promise.all(children.map(pid => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return children.filter((_, index) => commands[index]!.includes('modelTrial'))
}

test.skipIf(process.platform !== 'linux')('a model whose process ends is refused by its name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mnist-trial-'))
  const path = join(folder, 'crash.onnx')
  await writeFile(path, multiplying(1500, 1000))
  const refused = expect(loadClassifier(path)).rejects.toThrow(
    `${path}: expected a model that can be tried, received one that ends the process that opens it`,
  )
  let killed = false
  while (!killed) for (const pid of await trials()) killed = process.kill(pid, 'SIGKILL')
  await refused
  await rm(folder, { recursive: true })
})

test('a model that takes too much memory is refused', async () => {
  await expect(tryModel(multiplying(12_000, 1), { maxBytes: 400e6, maxSeconds: 60 })).rejects.toThrow(
    'expected a model that takes at most 400 MB to open and try, received one that takes more',
  )
})

test('a model that computes too long is refused', async () => {
  await expect(tryModel(multiplying(1500, 1000), { maxBytes: 2e9, maxSeconds: 1 })).rejects.toThrow(
    'expected a model that takes at most 1 seconds to open and try, received one that takes longer',
  )
})

test.skipIf(process.platform !== 'linux')(
  'a model that answers is taken, and its trial leaves no process behind',
  async () => {
    const before = await trials()
    await tryModel(await readFile('models/digits.onnx'))
    expect(await trials()).toEqual(before)
  },
)

test('why a model was refused in its trial is told', async () => {
  await expect(tryModel(Uint8Array.of(1, 2, 3))).rejects.toThrow('expected an ONNX model, received 3 bytes')
})
