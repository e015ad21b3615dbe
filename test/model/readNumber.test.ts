import { expect, test } from 'vitest'
import { loadReader } from '../../src/node/reader.js'
import { randomStream } from '../../src/random.js'
import { digitStrokes } from '../../src/synthesis/digits.js'
import { randomHand } from '../../src/synthesis/hand.js'
import { placeStrokes } from '../../src/synthesis/outlines.js'
import { drawStrokes, emptyCanvas, type Stroke } from '../../src/synthesis/pen.js'

const reader = await loadReader(undefined, { threads: 1 })

/** Writes lines of digits on white paper, each digit `step` times its height to the right of the one before. */
function written(lines: readonly string[], seed: number, { step = 0.75, size = 60, pen = 5 } = {}) {
  const random = randomStream(seed, 'number')
  const hand = randomHand(random, { spread: 0.5 })
  const longest = Math.max(...lines.map(line => line.length))
  const canvas = emptyCanvas(Math.round(size * (step * longest + 1.5)), Math.round(size * (1.6 * lines.length + 0.6)))
  for (const [row, line] of lines.entries())
    for (const [column, digit] of [...line].entries()) {
      const x = size * (1 + step * column)
      const y = size * (1.1 + 1.6 * row) + 0.04 * size * random.normal()
      drawStrokes(canvas, placeStrokes(digitStrokes(Number(digit), random, { hand }), { x, y, size }), { width: pen })
    }
  return asPaper(canvas)
}

const asPaper = ({ data, width, height }: ReturnType<typeof emptyCanvas>) => ({
  pixels: Uint8Array.from(data, ink => 245 - 210 * ink),
  width,
  height,
})

async function read({ pixels, width, height }: ReturnType<typeof asPaper>) {
  return reader.readNumber(pixels, width, height)
}

/** The share of numbers of five digits that are read whole, over 20 hands. */
async function shareRead(options: { step?: number; size?: number; pen?: number }) {
  let right = 0
  for (let seed = 0; seed < 20; seed++) {
    const random = randomStream(seed, 'text')
    const text = Array.from({ length: 5 }, () => random.integer(10)).join('')
    if ((await read(written([text], seed, options))).text === text) right++
  }
  return right / 20
}

test('numbers of five digits are read, far apart, close together, large and small', async () => {
  expect(await shareRead({ step: 1.1 })).toBeGreaterThanOrEqual(0.9)
  expect(await shareRead({ step: 0.8 })).toBeGreaterThanOrEqual(0.85)
  expect(await shareRead({ step: 0.8, size: 130, pen: 12 })).toBeGreaterThanOrEqual(0.85)
  expect(await shareRead({ step: 0.9, size: 32, pen: 3 })).toBeGreaterThanOrEqual(0.8)
})

test('numbers are read whose digits touch each other, though not all', async () => {
  expect(await shareRead({ step: 0.6 })).toBeGreaterThanOrEqual(0.35)
})

test('lines are read from the top, digits from the left, each with its box and its confidence', async () => {
  const lines = ['2026', '314']
  const { text, digits, ...rest } = await read(written(lines, 4, { step: 1 }))
  expect(text).toBe('2026\n314')
  expect(rest.lines).toEqual(lines)
  expect(digits.map(({ line }) => line)).toEqual([0, 0, 0, 0, 1, 1, 1])
  for (const [i, { box, confidence, image }] of digits.entries()) {
    expect(confidence).toBeGreaterThan(0.5)
    expect(image).toHaveLength(784)
    if (i > 0 && digits[i - 1]!.line === digits[i]!.line) expect(box.x).toBeGreaterThan(digits[i - 1]!.box.x)
  }
})

test('a 5 whose bar stands apart is one digit, and so is a 4 of two strokes', async () => {
  const five: Stroke[] = [
    [
      { x: 62, y: 40 },
      { x: 58, y: 70 },
      { x: 88, y: 72 },
      { x: 92, y: 100 },
      { x: 60, y: 108 },
    ],
    [
      { x: 70, y: 30 },
      { x: 96, y: 28 },
    ],
  ]
  const four: Stroke[] = [
    [
      { x: 150, y: 30 },
      { x: 138, y: 78 },
      { x: 172, y: 76 },
    ],
    [
      { x: 180, y: 34 },
      { x: 176, y: 112 },
    ],
  ]
  const canvas = emptyCanvas(240, 150)
  drawStrokes(canvas, [...five, ...four], { width: 5 })
  expect((await read(asPaper(canvas))).text).toBe('54')
})

test('an empty page has no digits', async () => {
  expect(await read(asPaper(emptyCanvas(200, 100)))).toEqual({
    text: '',
    lines: [],
    digits: [],
    separators: [],
    confidence: 0,
    unread: [],
  })
})
