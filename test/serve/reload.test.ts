import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { defineTask } from '../../src/task.js'
import { temporaryFolder } from '../data/smallDataset.js'
import { ask, type Json, noise, postJson, startServing, untrainedModel, writeModel } from './serving.js'

// A model file that changes while it is served.

test('another model in its place is served whole, without a request that fails; a damaged one is not', async () => {
  const folder = await temporaryFolder()
  const path = await writeModel(folder, 'm.onnx', 1)
  const reloaded: (() => void)[] = []
  const { address, errors, models } = await startServing({
    models: [{ name: 'm', version: '1', path }],
    ...{ threads: 2, watchInterval: 20, onReload: () => reloaded.shift()?.() },
  })
  const images = noise(1)
  const image = { name: 'image', shape: [1, 28, 28], datatype: 'UINT8', data: [...images] }
  const infer = async (): Promise<{ status: number; answer: string }> => {
    const { status, body } = await postJson(`${address}/v2/models/m/infer`, { inputs: [image] })
    return { status, answer: JSON.stringify((body as Json).outputs?.[0].data) }
  }
  const before = await infer()
  const { digest } = models.find()!
  // Requests all the while: none fails, and each is answered by one model or the other.
  let isOver = false
  const answers: { status: number; answer: string }[] = []
  const asking = (async () => {
    while (!isOver) answers.push(...(await Promise.all([infer(), infer()])))
  })()
  const changed = new Promise<void>(resolve => reloaded.push(resolve))
  await writeFile(join(folder, 'next'), untrainedModel(2))
  await rename(join(folder, 'next'), path)
  await changed
  const after = await infer()
  isOver = true
  await asking
  expect(models.find()!.digest).not.toBe(digest)
  expect(after.answer).not.toBe(before.answer)
  expect(answers.length).toBeGreaterThan(0)
  for (const { status, answer } of answers) {
    expect(status).toBe(200)
    expect([before.answer, after.answer]).toContain(answer)
  }
  // What cannot be served leaves the model that there is.
  await writeFile(path, 'no model')
  while (errors.length < 1) await new Promise(setImmediate)
  expect(errors[0]!.message).toMatch(/^the model before is still served: .*m\.onnx: expected/)
  await writeModel(
    folder,
    'm.onnx',
    1,
    defineTask({ name: 'Two', imageShape: [1, 28, 28], classes: ['a', 'b'], mean: [0], deviation: [1] }),
  )
  while (errors.length < 2) await new Promise(setImmediate)
  expect(errors[1]!.message).toContain('as the one before, received one of Two')
  expect(await infer()).toEqual(after)
  expect((await ask(`${address}/v2/health/ready`)).status).toBe(200)
})
