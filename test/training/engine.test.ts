import { expect, test } from 'vitest'
import { nodeRuntime } from '../../src/runtime/node.js'
import type { Program, Runtime } from '../../src/runtime/runtime.js'
import { createEngine } from '../../src/training/engine.js'
import { sgd } from '../../src/training/optimizers.js'
import { initialState } from '../../src/training/state.js'
import { fitOptions, plainNet } from './small.js'

/** Node's runtime, which fails at its nth act, and tells how many of its programs are not disposed of. */
function failingAt(act: number) {
  let [acts, open] = [0, 0]
  const count = () => {
    if (acts++ === act) throw new RangeError('out of memory')
  }
  const counted = (program: Program): Program => {
    open++
    return {
      ...program,
      async dispose() {
        open--
        await program.dispose()
      },
    }
  }
  const runtime: Runtime = {
    ...nodeRuntime,
    async compile(model, options) {
      count()
      return counted(await nodeRuntime.compile(model, options))
    },
    async replicate(model, replicas) {
      count()
      return (await nodeRuntime.replicate(model, replicas)).map(counted)
    },
    allocate(bytes) {
      count()
      return nodeRuntime.allocate(bytes)
    },
  }
  return { runtime, open: () => open }
}

test.each([1, 2])(
  'wherever the preparation fails, all that was compiled is disposed of, with %i replicas',
  async threads => {
    const network = plainNet()
    const optimizer = sgd({ learningRate: 0.1, momentum: 0.9, globalClipNorm: 1 })
    const state = initialState(network, optimizer, 0)
    const prepare = (runtime: Runtime) =>
      createEngine(network, state, {
        ...fitOptions({ optimizer }),
        runtime,
        threads,
        batchSize: 16,
        seed: 1,
        scores: true,
      })
    let act = 0
    for (; ; act++) {
      const { runtime, open } = failingAt(act)
      const engine = await prepare(runtime).catch(({ message }: Error) => message)
      if (typeof engine === 'string') {
        expect({ act, engine, open: open() }).toEqual({ act, engine: 'out of memory', open: 0 })
        continue
      }
      expect(open()).toBe(2 * threads + threads + 1)
      await engine.dispose()
      expect(open()).toBe(0)
      break
    }
    expect(act).toBeGreaterThan(10)
  },
)
