import { expect, test } from 'vitest'
import { loadReader } from '../../src/node/reader.js'
import { randomStream } from '../../src/random.js'
import { drawNothing, drawWriting } from '../fixtures/pictures.js'

const reader = await loadReader(undefined, { threads: 1 })
const nothing = drawNothing(1)
const sawNothing = 'the picture is not blank, but nothing in it looks like a digit'

test('a picture of one gray level is blank, and no other is', async () => {
  for (const gray of [0, 128, 255]) {
    const reading = await reader.classify(new Uint8Array(28 * 28).fill(gray), 28, 28)
    expect(reading).toMatchObject({ digit: null, confidence: 0, reason: 'the picture is blank, or its ink too faint' })
  }
  const faint = new Uint8Array(28 * 28).fill(255)
  faint.fill(235, 14 * 28, 14 * 28 + 20)
  expect((await reader.classify(faint, 28, 28)).reason ?? '').not.toContain('is blank')
})

test('where something is drawn and no digit is seen, the reason says so, with the probability that was too low', async () => {
  const reasons = new Map<string, string | undefined>()
  for (const { name, picture } of nothing) {
    const { digit, confidence, reason } = await reader.classify(picture.data, picture.width, picture.height)
    if (digit === null) reasons.set(name, reason)
    if (reason === sawNothing) expect(confidence).toBeLessThan(0.05)
    else if (digit === null) expect(confidence).toBeGreaterThanOrEqual(0.05)
  }
  expect(reasons.size).toBeGreaterThan(0.5 * nothing.length)
  expect([...reasons.values()]).toContain(sawNothing)
  expect([...reasons.values()].join(' ')).not.toContain('is blank')
})

test('a digit that is read has no reason', async () => {
  for (const { picture, shows } of drawWriting(1).slice(0, 6)) {
    const { digit, reason } = await reader.classify(picture.data, picture.width, picture.height)
    expect(digit).toBe(shows)
    expect(reason).toBeUndefined()
  }
})

test('pictures that are read together are answered as each by itself, however often they are handed over', async () => {
  const pictures = [...drawWriting(2).slice(0, 5), ...nothing.slice(4, 9)].map(({ picture }) => picture)
  const noise = randomStream(5, 'noise')
  const grain = { data: Uint8Array.from({ length: 900 }, () => noise.integer(256)), width: 30, height: 30 }
  const asked = [grain, ...pictures, grain, pictures[0]!]
  const together = await reader.classifyMany(asked)
  expect(together).toHaveLength(asked.length)
  for (const [index, { data, width, height }] of asked.entries()) {
    const { digit, reason, box, confidence } = await reader.classify(data, width, height)
    expect(together[index]).toMatchObject({ digit, ...(reason && { reason }), ...(box && { box }) })
    // A processor may add up a batch in another order.
    expect(together[index]!.confidence).toBeCloseTo(confidence, 4)
  }
})
