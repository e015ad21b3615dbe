import { expect, test } from 'vitest'
import { mistakesIn } from '../../../bench/handwriting/mistakes.js'
import { digitLayout, mistakeSheet, numberLayout, type ShownMistake } from '../../../bench/handwriting/sheet.js'
import type { ShownPicture } from '../../../src/figures/reading.js'
import { answered } from './answers.js'

const picture = (title: string, width = 28, height = 28): ShownPicture => ({
  title,
  href: `data:image/png;base64,${title}`,
  width,
  height,
})

function mistake(more: Partial<ShownMistake> = {}): ShownMistake {
  const frames = [{ x: 1, y: 2, width: 20, height: 20 }]
  return {
    captions: ['4 → 9, 87.0 %'],
    details: '4_000.png',
    picture: { ...picture('whole'), frames },
    stages: [picture('ink')],
    seen: [picture('seen')],
    ...more,
  }
}

const sheet = (mistakes: readonly ShownMistake[], layout = digitLayout) =>
  mistakeSheet({ title: 'canvas', subtitle: 'some', mistakes }, layout)

const heightOf = (svg: string) => Number(/height="([\d.]+)"/.exec(svg)![1])

test('a mistake shows its picture with the frame, each step, and what the network saw', () => {
  const svg = sheet([mistake()])
  for (const shown of ['whole', 'ink', 'seen']) expect(svg).toContain(`base64,${shown}`)
  for (const words of ['4 → 9, 87.0 %', '4_000.png']) expect(svg).toContain(words)
  expect(svg.match(/rx="2"/g)).toHaveLength(2) // a frame is a white line and a colored one
  expect(svg).not.toMatch(/NaN|Infinity|undefined/)
})

test('a row of mistakes is as high as its highest', () => {
  const page = mistake({ seen: Array.from({ length: 30 }, () => picture('seen')) })
  const [low, high] = [sheet([mistake(), mistake()], numberLayout), sheet([mistake(), page], numberLayout)].map(
    heightOf,
  )
  expect(high!).toBeGreaterThan(low!)
  expect(heightOf(sheet([page, page], numberLayout))).toBe(high)
})

test('of more steps than there is room for, the last are drawn', () => {
  const names = Array.from({ length: digitLayout.stages.limit + 2 }, (_, index) => `step${index}`)
  const svg = sheet([mistake({ stages: names.map(name => picture(name)) })])
  expect(svg.match(/base64,step/g)).toHaveLength(digitLayout.stages.limit)
  expect(svg).not.toContain('base64,step1"')
  expect(svg).toContain(`base64,step${digitLayout.stages.limit + 1}"`)
})

test('words that have no room are cut', () => {
  const svg = sheet([mistake({ captions: ['1'.repeat(200)] })])
  expect(svg).toMatch(/>1{20,80}…</)
})

test('wrong answers come before refusals, and the most confident first', () => {
  const answers = [
    answered('1', null, { confidence: 0.4, file: 'refused' }),
    answered('1', '7', { confidence: 0.6, file: 'unsure' }),
    answered('1', '1', { confidence: 1, file: 'right' }),
    answered('1', '4', { confidence: 0.9, file: 'sure' }),
  ]
  expect(mistakesIn(answers).map(({ file }) => file)).toEqual(['sure', 'unsure', 'refused'])
})
