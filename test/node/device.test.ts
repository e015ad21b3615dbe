import { describe, expect, test } from 'vitest'
import { toOnnx } from '../../src/graph/onnx.js'
import { scalar } from '../../src/graph/tensor.js'
import { parseRecipe } from '../../src/model/configuration.js'
import { chooseDevice, type Providers } from '../../src/node/device.js'
import { fit } from '../../src/node/fit.js'
import type { DeviceName, ProviderName } from '../../src/runtime/devices.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import { builtInProviders, probeProvider, providerRuntime } from '../../src/runtime/nodeProviders.js'
import type { Runtime } from '../../src/runtime/runtime.js'
import { fit as train } from '../../src/training/fit.js'
import { barExamples, bars, fitOptions, fullNet, plainNet } from '../training/small.js'
import { wrongEngine } from '../training/wrongEngine.js'

const recipe = parseRecipe({ epochs: 1, validation: 8, batchSize: 16 })
const right = providerRuntime('cpu')

/** Adds something to the first number of all that a run yields. */
const wrongBy = (error: number) =>
  wrongEngine(right, fetches => {
    for (const { data } of Object.values(fetches)) (data as Float32Array)[0]! += error
  })

const failing: Runtime = { ...right, compile: () => Promise.reject(new Error('no kernel for Gather')) }

const providers = (runtimes: Partial<Record<ProviderName, Runtime | string>>): Providers => ({
  builtIn: async () => Object.keys(runtimes) as ProviderName[],
  probe: async name => (typeof runtimes[name] === 'string' ? runtimes[name] : undefined),
  runtimeOf: name => runtimes[name] as Runtime,
})

const choose = (device: DeviceName, available: Parameters<typeof providers>[0]) =>
  chooseDevice(plainNet(), bars(40), { device, recipe, seed: 1 }, providers(available))

describe('the device', () => {
  test('is the processor without a reason where that is asked for, whatever there is', async () => {
    expect(await choose('cpu', { cuda: right })).toEqual({ name: 'cpu', runtime: nodeRuntime })
  })

  test('is the provider asked for where its first gradients are those of the processor', async () => {
    const { name, reason, runtime } = await choose('webgpu', { cuda: right, webgpu: right })
    expect({ name, runtime }).toEqual({ name: 'webgpu', runtime: right })
    expect(reason).toMatch(
      /^webgpu computes this training: its first gradients are the processor's, to \de[+-]\d+ of the largest, in [\d.]+ ms \(one core: [\d.]+ ms\)\.$/,
    )
  })

  test.each<[what: string, available: Parameters<typeof providers>[0], why: string]>([
    ['is not built in', { webgpu: right }, 'ONNX Runtime has no such provider on this platform'],
    ['lacks something', { cuda: 'Failed to load shared library' }, 'Failed to load shared library'],
    ['fails', { cuda: failing }, 'no kernel for Gather'],
    ['is wrong', { cuda: wrongBy(1) }, "its first gradients differ from the processor's by 3e+0 of the largest"],
    [
      'yields no number',
      { cuda: wrongBy(Number.NaN) },
      "its first gradients differ from the processor's by NaN of the largest",
    ],
  ])('is the processor where the one asked for %s, and the reason says so', async (_, available, why) => {
    const { name, runtime, reason } = await choose('cuda', available)
    expect({ name, runtime }).toEqual({ name: 'cpu', runtime: nodeRuntime })
    expect(reason?.replace(/\de\+\d/, '3e+0')).toBe(`The processor computes this training (cuda: ${why}).`)
  })

  test('is by auto the first that is there and right, or the processor', async () => {
    expect((await choose('auto', { cuda: 'none', dml: wrongBy(1), webgpu: right, coreml: right })).name).toBe('webgpu')
    const { name, reason } = await choose('auto', { cuda: 'no library', webgpu: failing })
    expect({ name, reason }).toEqual({
      name: 'cpu',
      reason: 'The processor computes this training (cuda: no library; webgpu: no kernel for Gather).',
    })
    expect(await choose('auto', {})).toMatchObject({
      reason: 'The processor computes this training (ONNX Runtime has no other provider on this platform).',
    })
  })
})

test('a training through the engine of a device, tried by the processor, ends with the bits of worker threads', async () => {
  const options = { validation: barExamples(20, 1) }
  const [device, processor] = [
    await train(fullNet(), barExamples(40), fitOptions({ ...options, runtime: right, threads: 2 })),
    await train(fullNet(), barExamples(40), fitOptions({ ...options, threads: 2 })),
  ]
  expect(device.state.parameters).toEqual(processor.state.parameters)
  expect(device.state.slots).toEqual(processor.state.slots)
})

test('fit tells which device it took, before the first step and in the end', async () => {
  const missing = process.platform === 'darwin' ? 'dml' : 'coreml' // each exists on one platform alone
  const told: unknown[] = []
  const { device } = await fit(plainNet(), bars(60), {
    ...recipe,
    device: missing,
    onDevice: device => void told.push(device),
    onStep: () => void (told.length < 2 && told.push('step')),
  })
  expect(device.name).toBe('cpu')
  expect(device.reason).toMatch(/^The processor computes this training \(/)
  expect(told).toEqual([device, 'step'])
  await expect(fit(plainNet(), bars(60), { device: 'gpu' as DeviceName })).rejects.toThrow(
    'fit: expected device to be one of cpu, auto, cuda, dml, webgpu, coreml, received "gpu"',
  )
})

describe('a provider is tried in a process of its own', () => {
  const { model } = toOnnx({ one: scalar(1) })

  test('which finds that the processor computes', async () => {
    expect(await probeProvider('cpu', model)).toBeUndefined()
  })

  test('which tells why it does not', async () => {
    expect(await probeProvider('abacus', model)).toContain('abacus')
    expect(await probeProvider('cpu', Uint8Array.of(1, 2, 3))).toMatch(/protobuf/i)
  })

  test('whatever becomes of the drivers of this machine', async () => {
    for (const name of await builtInProviders()) {
      const refused = await probeProvider(name, model)
      expect([undefined, expect.any(String)]).toContainEqual(refused)
      expect(refused).not.toBe('')
    }
  })
})
