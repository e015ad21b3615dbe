import { expect, test } from 'vitest'
import { evaluateProbabilities } from '../../src/evaluation/evaluate.js'
import { comparison } from '../../src/report/comparison.js'
import { dataOf, smallRun } from './run.js'

/** The small run with the given images read wrong, and all others right. */
function runWith(wrong: readonly number[], title: string) {
  const { labels } = smallRun()
  const probabilities = new Float32Array(200)
  labels.forEach((label, index) => {
    probabilities[index * 10 + (wrong.includes(index) ? (label + 1) % 10 : label)] = 1
  })
  return smallRun({ title, probabilities, evaluation: evaluateProbabilities(probabilities, labels) })
}

test('two runs are compared: who is right where the other is wrong, and how probable that is by chance', async () => {
  const page = await comparison([runWith([1, 2, 3, 4, 5, 9], 'first'), runWith([0, 9], 'second')])
  const { galleries, digits } = dataOf(page)
  const indices = (name: string) => galleries[name].digits.map((place: number) => digits[place].index)
  expect(indices('only-B-A')).toEqual([1, 2, 3, 4, 5])
  expect(indices('only-A-B')).toEqual([0])
  expect(digits[0].guesses.map(({ text }: { text: string }) => text)).toEqual(['A 2', 'B 1'])
  expect(page).toContain('Chance alone could explain the difference between B and A (p = 0.2188).')
  expect(page).toContain('second <strong>(best)</strong>')
})

test('of several runs the best is compared with each of the others', async () => {
  const page = await comparison([runWith([1], 'one'), runWith([], 'none'), runWith([1, 2], 'two')])
  expect(Object.keys(dataOf(page).galleries)).toEqual(['only-B-A', 'only-B-C'])
  expect(page).toContain('not corrected for the number of comparisons')
  expect(page.match(/class="run"/g)).toHaveLength(3)
})

test('runs of different length are laid over each other', async () => {
  const short = { ...runWith([], 'short'), history: smallRun().history.slice(0, 1) }
  const { readings } = dataOf(await comparison([short, runWith([1], 'long')]))
  expect(readings.map(({ epoch }: { epoch: number }) => epoch)).toEqual([1, 2, 3])
  expect(readings[2].fields.slice(0, 4)).toEqual(['–', '–', '–', '–'])
  expect(readings[2].fields[4]).toBe('93.33 %')
})

test('hostile names stay text', async () => {
  const page = await comparison([runWith([], '<script>alert(1)</script>'), runWith([1], '"><img src=x>')])
  expect(page).not.toContain('<script>alert')
  expect(page).not.toContain('<img src=x>')
})

test('what cannot be compared is refused', async () => {
  await expect(comparison([smallRun()])).rejects.toThrow('comparison: expected at least two runs, received 1')
  const other = smallRun({ labels: new Uint8Array(20) })
  await expect(comparison([smallRun(), other])).rejects.toThrow(
    'comparison: expected runs on the same test images, received different labels',
  )
})
