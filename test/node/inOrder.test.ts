import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inOrder } from '../../src/node/inOrder.js'

test('results come in the order of the items, and no more than allowed are in progress', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 4 })), fc.integer({ min: 1, max: 5 }), async (delays, most) => {
      let within = 0
      const results: number[] = []
      for await (const ready of inOrder([...delays.entries()], most, async ([index, delay]) => {
        expect(++within).toBeLessThanOrEqual(most)
        await new Promise(resolve => setTimeout(resolve, delay))
        within--
        return index
      })) {
        expect(ready.length).toBeGreaterThan(0)
        results.push(...ready)
      }
      expect(results).toEqual(delays.map((_, index) => index))
    }),
    { numRuns: 50 },
  )
})
