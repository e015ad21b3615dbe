import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mnist, readRecord } from './mnist.js'

// Each of these providers exists on one platform alone, and not on this one.
const missing = process.platform === 'darwin' ? 'dml' : 'coreml'
const fallback = `The processor computes this training (${missing}: ONNX Runtime has no such provider on this platform).`

const words = 'train --preset mlp --limit 300 --epochs 1 --threads 1'.split(' ')

let cwd = ''

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'mnist-device-'))
})

afterAll(() => rm(cwd, { recursive: true, force: true }))

test('train falls back to the processor with a message, and keeps in run.json what was asked and what was taken', async () => {
  const { code, stderr } = await mnist([...words, '--device', missing, '--quiet', '--out', 'missing'], { cwd })
  expect({ code, stderr }).toEqual({ code: 0, stderr: `${fallback}\n` })
  const { command, device, options } = await readRecord(join(cwd, 'missing'))
  expect(command).toContain(` --device ${missing}`)
  expect(options.device).toBe(missing)
  expect(device).toEqual({ name: 'cpu', reason: fallback })
})

test('a run computes on the processor, without a word, unless it is told otherwise', async () => {
  const { code, stdout } = await mnist([...words, '--out', 'plain'], { cwd })
  expect(code).toBe(0)
  expect(stdout).not.toContain('computes this training')
  const { command, device, options } = await readRecord(join(cwd, 'plain'))
  expect(command).not.toContain('--device')
  expect({ device, asked: options.device }).toEqual({ device: { name: 'cpu' }, asked: 'cpu' })
  const models = await Promise.all(['plain', 'missing'].map(run => readFile(join(cwd, run, 'model.onnx'))))
  expect(models[0]!.equals(models[1]!)).toBe(true)
})

test('a resumed run keeps its device, and falls back where that is there no longer', async () => {
  const path = join(cwd, 'missing', 'run.json')
  const record = await readRecord(join(cwd, 'missing'))
  const resume = async (device: object) => {
    await writeFile(path, JSON.stringify({ ...record, status: 'running', device }))
    expect((await mnist(['train', '--resume', 'missing', '--device', 'cpu'], { cwd })).code).toBe(2)
    const { code, stderr } = await mnist(['train', '--resume', 'missing', '--quiet'], { cwd })
    expect(code).toBe(0)
    expect((await readRecord(join(cwd, 'missing'))).device).toEqual({ name: 'cpu', reason: fallback })
    return stderr
  }
  expect(await resume(record.device!)).toBe('')
  expect(await resume({ name: missing, reason: `${missing} computes this training.` })).toBe(`${fallback}\n`)
})

test('a device that nobody knows is refused', async () => {
  expect(await mnist(['train', '--device', 'abacus'], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(
      'expected --device to be one of cpu, auto, cuda, webgpu, coreml, dml, received abacus',
    ),
  })
})
