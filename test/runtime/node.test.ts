import { spawn } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { add, multiply } from '../../src/graph/elementwise.js'
import { gemm } from '../../src/graph/linear.js'
import { toOnnx } from '../../src/graph/onnx.js'
import { sum } from '../../src/graph/reduction.js'
import { input } from '../../src/graph/tensor.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import type { Value } from '../../src/runtime/runtime.js'

const x = input('x', 'float32', ['batch', 2])
const w = input('w', 'float32', [2])
const { model } = toOnnx({ y: multiply(x, w), total: sum(multiply(x, w), [0, 1]) })

const floats = (shape: number[], ...values: number[]): Value => ({ data: Float32Array.from(values), shape })
const shared = (shape: number[], ...values: number[]): Value => {
  const data = new Float32Array(nodeRuntime.allocate(values.length * 4))
  data.set(values)
  return { data, shape }
}
const feeds = { x: floats([2, 2], 1, 2, 3, 4), w: floats([2], 10, 100) }

/** Fails where the promise takes longer than ten seconds: a hang shall be seen as such. */
const soon = <T>(promise: Promise<T>): Promise<T> =>
  Promise.race([
    promise,
    new Promise<T>((_, reject) =>
      setTimeout(() => reject(new Error('did not settle within ten seconds')), 10_000).unref(),
    ),
  ])

const places = {
  'in the calling thread': () => nodeRuntime.compile(model, { threads: 1 }),
  'in a worker': async () => (await nodeRuntime.replicate(model, 1))[0]!,
}

for (const [place, start] of Object.entries(places))
  describe(`a program ${place}`, () => {
    test('computes all outputs with their shapes', async () => {
      const program = await start()
      const { y, total } = await program.run(feeds)
      expect(y).toEqual(floats([2, 2], 10, 200, 30, 400))
      expect(total).toEqual(floats([], 640))
      await program.dispose()
    })

    test('bound to shared memory, reads and writes what is there at each call', async () => {
      const program = await start()
      const [x, y, total] = [shared([2, 2], 1, 2, 3, 4), shared([2, 2], 0, 0, 0, 0), shared([], 0)]
      const go = program.bind({ x, w: shared([2], 10, 100) }, { y, total })
      await go()
      expect([...y.data]).toEqual([10, 200, 30, 400])
      x.data[0] = 5
      await go()
      expect([...y.data]).toEqual([50, 200, 30, 400])
      expect([...total.data]).toEqual([680])
      await program.dispose()
    })

    test('keeps what it writes over what it read, and shows it at each call', async () => {
      const program = await start()
      const [y, total] = [shared([2, 2], 1, 2, 3, 4), shared([], 0)]
      const go = program.bind({ x: y, w: feeds.w }, { y, total })
      await go()
      await go()
      expect([...y.data]).toEqual([100, 20_000, 300, 40_000])
      await program.dispose()
    })

    test('may be bound more than once', async () => {
      const program = await start()
      const bindings = [1, 2, 3].map(factor => {
        const [y, total] = [shared([1, 2], 0, 0), shared([], 0)]
        return { go: program.bind({ x: shared([1, 2], 1, 1), w: shared([2], factor, 0) }, { y, total }), total }
      })
      for (const { go } of bindings) await go()
      expect(bindings.map(({ total }) => total.data[0])).toEqual([1, 2, 3])
      await program.dispose()
    })

    test('rejects with an Error where it is fed something wrong, and goes on working', async () => {
      const program = await start()
      for (const wrong of [
        { x: feeds.x },
        { ...feeds, w: floats([3], 1, 2, 3) },
        { ...feeds, x: floats([4], 1, 2, 3, 4) },
      ])
        await expect(soon(program.run(wrong))).rejects.toBeInstanceOf(Error)
      expect((await soon(program.run(feeds))).total!.data[0]).toBe(640)
      await program.dispose()
    })

    test('rejects with an Error where it is bound to something wrong; other bindings stay as they are', async () => {
      const program = await start()
      const bind = (w: Value, total: Value) => program.bind({ x: feeds.x, w }, { y: shared([2, 2], 0, 0, 0, 0), total })
      const total = shared([], 0)
      // More values than the shape has room for: not one tensor can be made of it.
      await expect(
        soon((async () => bind({ data: new Float32Array(2), shape: [5] }, shared([], 0))())()),
      ).rejects.toBeInstanceOf(Error)
      await soon(bind(feeds.w, total)())
      expect(total.data[0]).toBe(640)
      await program.dispose()
    })
  })

test('a model that does not compile is refused by an Error, in the calling thread and in workers', async () => {
  const broken = toOnnx({ y: add(x, w) }).model.slice(0, 40)
  await expect(soon(nodeRuntime.compile(broken, { threads: 1 }))).rejects.toBeInstanceOf(Error)
  await expect(soon(nodeRuntime.replicate(broken, 2))).rejects.toBeInstanceOf(Error)
  await expect(soon(nodeRuntime.compile(new Uint8Array(0), { threads: 1 }))).rejects.toBeInstanceOf(Error)
})

test('replicas work at the same time on memory that all see', async () => {
  const programs = await nodeRuntime.replicate(model, 3)
  const weights = shared([2], 1, 1)
  const totals = programs.map(() => shared([], 0))
  const runs = programs.map((program, i) =>
    program.bind({ x: shared([1, 2], i, i), w: weights }, { y: shared([1, 2], 0, 0), total: totals[i]! }),
  )
  await Promise.all(runs.map(run => run()))
  expect(totals.map(({ data }) => data[0])).toEqual([0, 2, 4])
  weights.data[1] = 10
  await Promise.all(runs.map(run => run()))
  expect(totals.map(({ data }) => data[0])).toEqual([0, 11, 22])
  await Promise.all(programs.map(program => program.dispose()))
})

test('dispose lets a run in progress end; whoever asks later is told that it is over', async () => {
  const [program] = await nodeRuntime.replicate(model, 1)
  const pending = program!.run(feeds)
  await program!.dispose()
  expect((await soon(pending)).total!.data[0]).toBe(640)
  await expect(soon(program!.run(feeds))).rejects.toThrow(
    'runtime: expected a program in use, received one that is disposed',
  )
  await soon(program!.dispose())
})

test('a program that is disposed of leaves others in the same worker as they are', async () => {
  const [first] = await nodeRuntime.replicate(model, 1)
  const [second] = await nodeRuntime.replicate(model, 1)
  await first!.dispose()
  expect((await soon(second!.run(feeds))).total!.data[0]).toBe(640)
  await expect(soon(first!.run(feeds))).rejects.toThrow('one that is disposed')
  await second!.dispose()
})

test('idle workers, disposed or not, do not keep the process alive', async () => {
  expect(
    await runScript(`
      const programs = await nodeRuntime.replicate(${literal(model)}, 2)
      const data = Float32Array.of(1, 2)
      const feeds = { x: { data, shape: [1, 2] }, w: { data, shape: [2] } }
      const results = await Promise.all(programs.map(program => program.run(feeds)))
      await programs[0].dispose()
      console.log(results.map(({ total }) => total.data[0]).join())`),
  ).toEqual({ code: 0, out: '5,5\n', err: '' })
})

test('workers may be disposed of in the midst of long runs without an end to the process', async () => {
  const matrix = input('m', 'float32', [800, 800])
  const long = toOnnx({ y: [1, 2, 3, 4].reduce(product => gemm(product, matrix), matrix) }).model
  expect(
    await runScript(`
      const m = { data: new Float32Array(640_000), shape: [800, 800] }
      for (const delay of [0, 5, 20, 40]) {
        const programs = await nodeRuntime.replicate(${literal(long)}, 2)
        const runs = programs.map(program => program.run({ m }))
        await new Promise(resolve => setTimeout(resolve, delay))
        await Promise.all(programs.map(program => program.dispose()))
        await Promise.all(runs)
      }`),
  ).toEqual({ code: 0, out: '', err: '' })
})

const literal = (bytes: Uint8Array) => `Buffer.from('${Buffer.from(bytes).toString('base64')}', 'base64')`

/** Runs a script in a process of its own, and ends it after half a minute. */
async function runScript(body: string): Promise<{ code: number | null; out: string; err: string }> {
  const runtime = new URL('../../dist/runtime/node.js', import.meta.url).href
  const script = `import { nodeRuntime } from ${JSON.stringify(runtime)}\n${body}`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { timeout: 30_000 })
  let [out, err] = ['', '']
  child.stdout.on('data', text => {
    out += text
  })
  child.stderr.on('data', text => {
    err += text
  })
  const code = await new Promise<number | null>(resolve => child.on('close', resolve))
  return { code, out, err }
}
