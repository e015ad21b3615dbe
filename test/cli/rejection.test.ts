import { expect, test } from 'vitest'
import { describeRejection } from '../../src/cli/images/rejection.js'

test('a rejection names what the picture may show, if that is likely enough to be worth a word', () => {
  const candidates = [
    { name: '3', probability: 0.21 },
    { name: '8', probability: 0.0101 },
    { name: '5', probability: 0.0099 },
  ]
  expect(describeRejection('no digit', 'why', candidates)).toBe('no digit: why (perhaps 3 21.0 %, 8 1.0 %)')
  expect(describeRejection('no digit', 'why', candidates.slice(2))).toBe('no digit: why')
  expect(describeRejection('no class', 'why', [])).toBe('no class: why')
})
