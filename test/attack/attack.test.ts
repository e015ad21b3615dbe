import { expect, test } from 'vitest'
import { randomStream } from '../../src/random.js'
import { mutateBytes, mutateJson, tryInputs } from './attack.js'

test('the same seed damages a file in the same way, and nearly always damages it', async () => {
  const bytes = Uint8Array.from({ length: 500 }, (_, i) => i % 251)
  const before = bytes.slice()
  const outcomes = await tryInputs('mutateBytes', 200, (random, index) => {
    const damaged = mutateBytes(bytes, random)
    expect(mutateBytes(bytes, randomStream(0, 'again', index))).toEqual(
      mutateBytes(bytes, randomStream(0, 'again', index)),
    )
    return Buffer.from(damaged).equals(Buffer.from(bytes)) ? 'same' : 'damaged'
  })
  expect(bytes).toEqual(before)
  expect(outcomes.damaged).toBeGreaterThan(180)
})

test('a damaged value of JSON leaves the value alone', async () => {
  const value = { a: [1, { b: 'x' }], c: { d: null } }
  const before = structuredClone(value)
  const outcomes = await tryInputs('mutateJson', 200, random =>
    JSON.stringify(mutateJson(value, random)) === JSON.stringify(value) ? 'same' : 'damaged',
  )
  expect(value).toEqual(before)
  expect(outcomes.damaged).toBeGreaterThan(150)
})

test('an attack that breaks something says which input it was', async () => {
  await expect(
    tryInputs('breaks', 5, (_, index) => {
      if (index === 3) throw new Error('broken')
      return 'fine'
    }),
  ).rejects.toThrow(/^breaks: input 3 of ATTACK_SEED=\d+: broken$/)
})
