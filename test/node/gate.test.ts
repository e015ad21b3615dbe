import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createGate } from '../../src/node/gate.js'

test('work begins in the order of asking, and never weighs more than the limit together', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.integer({ min: 1, max: 15 }), fc.boolean())), async works => {
      const gate = createGate(10)
      const begun: number[] = []
      let within = 0
      const all = works.map(([weight, fails], index) =>
        gate.pass(weight, async () => {
          begun.push(index)
          within += weight
          expect(within <= 10 || within === weight).toBe(true)
          await new Promise(resolve => setTimeout(resolve, weight % 3))
          within -= weight
          if (fails) throw new Error('failed')
        }),
      )
      const ends = await Promise.allSettled(all)
      expect(begun).toEqual(works.map((_, index) => index))
      expect(ends.map(({ status }) => status === 'rejected')).toEqual(works.map(([, fails]) => fails))
    }),
    { numRuns: 50 },
  )
})
