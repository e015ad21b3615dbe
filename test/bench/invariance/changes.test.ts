import { expect, test } from 'vitest'
import { agreementOf, agreementRow } from '../../../bench/invariance/agreement.js'
import { changes } from '../../../bench/invariance/changes.js'
import { drawStrokes, emptyCanvas } from '../../../src/synthesis/pen.js'

/** A 7 as MNIST would have it. */
const digit = (() => {
  const canvas = emptyCanvas(28, 28)
  const points = [
    { x: 7, y: 6 },
    { x: 20, y: 6 },
    { x: 12, y: 23 },
  ]
  drawStrokes(canvas, [points], { width: 2.6 })
  return { data: Uint8Array.from(canvas.data, ink => Math.round(255 * ink)), width: 28, height: 28 }
})()

test.each(changes)('a digit is still there: $name', async ({ apply }) => {
  const picture = await apply(digit, 3)
  const { data, width, height } = picture!
  expect(data.length).toBe(width * height)
  const tones = data.toSorted()
  expect(tones.at(-1)! - tones[0]!).toBeGreaterThanOrEqual(18)
})

test('each change has a name of its own', () => {
  expect(new Set(changes.map(({ name }) => name)).size).toBe(changes.length)
})

test('a hard pen leaves ink or paper, as wide as it is', async () => {
  const widths = changes.flatMap(({ name, apply }) => (/pen of . pixels?, 112/.test(name) ? [apply(digit, 0)] : []))
  const ink = (await Promise.all(widths)).map(picture => {
    expect(new Set(picture!.data)).toEqual(new Set([0, 255]))
    return picture!.data.filter(value => value === 0).length
  })
  expect(ink).toHaveLength(4)
  for (const [index, count] of ink.entries()) expect(count / ink[0]! / (index + 1)).toBeCloseTo(1, 0)
})

test('what cannot be drawn again is left out', () => {
  const blank = { data: new Uint8Array(784), width: 28, height: 28 }
  const pen = changes.find(({ name }) => name.includes('hard pen'))!
  expect(pen.apply(blank, 0)).toBeNull()
})

test('answers are compared where there was one before, and refusals everywhere', () => {
  const agreement = agreementOf('inverted', [
    { truth: '1', before: '1', after: '1' },
    { truth: '2', before: '7', after: '7' },
    { truth: '3', before: '3', after: null },
    { truth: '4', before: null, after: '4' },
  ])
  expect(agreement).toMatchObject({
    same: { count: 2, of: 3 },
    refused: { count: 1, of: 4 },
    right: { count: 2, of: 4 },
  })
  expect(agreementRow(agreement).slice(0, 2)).toEqual(['inverted', '4'])
})
