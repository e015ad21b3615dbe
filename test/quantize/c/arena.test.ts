import { expect, test } from 'vitest'
import { networkFrom } from '../../../src/model/configuration.js'
import { preset } from '../../../src/model/presets.js'
import { planArena } from '../../../src/quantize/c/arena.js'
import { valuesOf } from '../../../src/quantize/plan.js'
import { quantizeModel } from '../../../src/quantize/quantizeModel.js'
import { nodeRuntime as runtime } from '../../../src/runtime/node.js'
import { drawImages, drawParameters, netOf, nets } from '../nets.js'

for (const [title, net] of Object.entries(nets))
  test(`no result lies where another is still read: ${title}`, async () => {
    const network = netOf(net)
    const { operations } = await quantizeModel(network, drawParameters(network), drawImages(network.task!, 2), {
      runtime,
    })
    const { size, offsets } = planArena(operations)
    const blocks = operations.slice(0, -1).map(({ planned: { name, shape } }, first) => {
      const start = offsets.get(name)!
      const last = operations.findLastIndex(({ planned }) => planned.inputs.includes(name))
      return { first, last, start, end: start + valuesOf(shape) }
    })
    for (const [i, a] of blocks.entries()) {
      expect(a.end).toBeLessThanOrEqual(size)
      for (const b of blocks.slice(i + 1))
        if (b.first <= a.last) expect(a.end <= b.start || b.end <= a.start).toBe(true)
    }
  })

test('a chain takes no more than its two largest neighbors', async () => {
  const network = networkFrom(preset('fast'))
  const images = drawImages(network.task!, 1)
  const { operations } = await quantizeModel(network, drawParameters(network), images, { runtime })
  const sizes = operations.slice(0, -1).map(({ planned: { shape } }) => valuesOf(shape))
  const pairs = sizes.slice(1).map((size, i) => size + sizes[i]!)
  expect(planArena(operations).size).toBe(Math.max(...pairs))
})
