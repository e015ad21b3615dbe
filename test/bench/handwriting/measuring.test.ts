import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answered, isRight, keyOf } from '../../../bench/handwriting/answered.js'
import { answersOf } from '../../../bench/handwriting/measuring.js'
import { writeSheets } from '../../../bench/handwriting/mistakes.js'
import { openReader, type PictureReader } from '../../../bench/handwriting/readers.js'
import { findSets } from '../../../bench/handwriting/sets.js'

const root = process.cwd()
const data = mkdtempSync(join(tmpdir(), 'handwriting-data-'))
let reader: PictureReader

/** Pictures of the project's own, under the names that they would have in a set; the 4 under a wrong one. */
const files = {
  'one/7_000.jpg': 'white-7.jpg',
  'one/9_000.jpg': 'white-4.jpg',
  'many/48-1905_000.jpg': 'number-two-lines.jpg',
  'empty/none_000.jpg': 'blank.jpg',
}

beforeAll(async () => {
  for (const [name, fixture] of Object.entries(files)) {
    mkdirSync(join(data, name, '..'), { recursive: true })
    copyFileSync(join(root, 'test/fixtures/images', fixture), join(data, name))
  }
  writeFileSync(join(data, 'one/5_000.png'), 'no picture')
  reader = await openReader(root)
})
afterAll(() => rmSync(data, { recursive: true }))

async function ask(known: ReadonlySet<string> = new Set()): Promise<Answered[]> {
  const answers: Answered[] = []
  for (const set of findSets(data))
    for await (const some of answersOf({ reader, data }, set, known)) answers.push(...some)
  return answers
}

test('each picture is asked what its set is asked, by the built library', async () => {
  const answers = await ask()
  const told = answers.map(({ file, question, answer }) => [file, question, answer])
  expect(told).toEqual([
    ['empty/none_000.jpg', 'predict', null],
    ['empty/none_000.jpg', 'read', null],
    ['many/48-1905_000.jpg', 'read', '48\n1905'],
    ['one/5_000.png', 'predict', null],
    ['one/7_000.jpg', 'predict', '7'],
    ['one/9_000.jpg', 'predict', '4'],
  ])
  expect(answers[3]!.reason).toContain('could not be read')
  expect(answers[2]!.boxes).toHaveLength(6)
  for (const { confidence, boxes } of [answers[2]!, answers[4]!]) {
    expect(confidence).toBeGreaterThan(0.5)
    expect(confidence).toBeLessThanOrEqual(1)
    for (const { width, height } of boxes) expect(Math.min(width, height)).toBeGreaterThan(5)
  }
  for (const { seconds } of answers) expect(Math.min(seconds.decode, seconds.read)).toBeGreaterThanOrEqual(0)
})

test('what is known is not asked again', async () => {
  const known = new Set([keyOf({ question: 'predict', file: 'one/7_000.jpg' }), 'read many/48-1905_000.jpg'])
  const asked = (await ask(known)).map(keyOf)
  expect(asked).toHaveLength(4)
  for (const key of known) expect(asked).not.toContain(key)
})

test('each set with mistakes gets a sheet, which shows a file that cannot be decoded, too', async () => {
  const answers = await ask()
  expect(answers.filter(answer => !isRight(answer)).map(({ file }) => file)).toEqual(['one/5_000.png', 'one/9_000.jpg'])
  const folder = `${data}-sheets`
  try {
    expect(await writeSheets({ reader, data }, answers, folder)).toBe(1)
    expect(readdirSync(folder)).toEqual(['one-predict-1.png'])
    const { width, height } = await sharp(join(folder, 'one-predict-1.png')).metadata()
    expect(Math.min(width, height)).toBeGreaterThan(100)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
