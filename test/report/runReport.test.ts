import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { isReport } from '../../src/report/page.js'
import { runReport } from '../../src/report/runReport.js'
import { dataOf, smallRun } from './run.js'

const hostile = `</script><script>alert('x')</script><img src=x onerror="alert(1)">`

test('the headline has accuracy, interval, loss, parameters, time and seed', async () => {
  const page = await runReport(smallRun())
  for (const text of ['80.00 %', '95 % interval 58.40 % to 91.93 %', '7,850', '3.0 s', '<dd>3</dd>', 'small, seed 3'])
    expect(page).toContain(text)
  expect(isReport(page)).toBe(true)
  expect(isReport('<!doctype html><title>mine</title>')).toBe(false)
})

test('text from a run cannot become markup, in the page or in its data', async () => {
  const page = await runReport(
    smallRun({
      title: hostile,
      path: hostile,
      version: hostile,
      command: hostile,
      configuration: { name: hostile },
      environment: hostile,
      started: hostile,
      layers: [{ name: hostile, kind: hostile, options: hostile, outputShape: [10], parameters: 1 }],
      filters: { layer: hostile, height: 1, width: 1, count: 1, values: [Float32Array.of(1)] },
      disagreements: [hostile],
      seconds: { [hostile]: 1 },
    }),
  )
  const plain = await runReport(smallRun({ configuration: {}, disagreements: ['x'] }))
  const tags = (text: string) => [...text.matchAll(/<(script|img)\b/g)].length
  expect(tags(page)).toBe(tags(plain))
  expect(page).not.toContain('onerror="')
  expect(page).not.toContain("alert('x')")
})

test('only the style and the script of the page are allowed, by digest, and nothing may be loaded', async () => {
  const page = await runReport(smallRun())
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!
  const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  const style = /<style>(.*?)<\/style>/s.exec(page)![1]!
  const script = /<script>(.*?)<\/script>/s.exec(page)![1]!
  expect(policy).toContain("default-src 'none'; img-src data:;")
  expect(policy).toContain(`style-src ${digest(style)};`)
  expect(policy).toContain(`script-src ${digest(script)};`)
  expect(page).not.toMatch(/(src|href)="(?!data:|#)/)
  expect(page).not.toMatch(/ style="/)
})

test('every cell with images has a button and a gallery; mistakes come the most confident first', async () => {
  const page = await runReport(smallRun())
  const { galleries, digits } = dataOf(page)
  expect(page.match(/data-truth=/g)).toHaveLength(8 + 2)
  expect(galleries['cell-4-5']).toMatchObject({ caption: '4 read as 5: 2 images' })
  expect(galleries['cell-3-3']).toMatchObject({ caption: '3 read as 3: 2 images' })
  const mistakes = galleries.mistakes.digits.map((place: number) => digits[place])
  expect(mistakes.map(({ index }: { index: number }) => index)).toEqual([4, 9, 14, 19])
  expect(mistakes[0].guesses).toHaveLength(5)
  expect(mistakes[0].guesses[0]).toEqual({ text: '5', label: 5, probability: 0.82 })
})

test('of many right ones a cell shows those the model was least sure of, and says how many', async () => {
  const labels = new Uint8Array(40)
  const probabilities = new Float32Array(400)
  for (let index = 0; index < 40; index++) probabilities[index * 10] = 0.5 + index / 100
  const images = new Uint8Array(40 * 784)
  const { evaluateProbabilities } = await import('../../src/evaluation/evaluate.js')
  const evaluation = evaluateProbabilities(probabilities, labels)
  const page = await runReport(smallRun({ images, labels, probabilities, evaluation }))
  const { galleries, digits } = dataOf(page)
  expect(galleries['cell-0-0'].caption).toBe('0 read as 0: 30 of 40 images, those it was least sure of')
  expect(galleries['cell-0-0'].digits).toHaveLength(30)
  expect(digits[galleries['cell-0-0'].digits[0]].index).toBe(0)
  expect(page).toContain('No test image was read wrong.')
})

test('what a run does not have is left out: validation, filters, finite losses', async () => {
  const history = smallRun().history.map(row => ({
    ...row,
    trainLoss: Number.NaN,
    validationLoss: null,
    validationAccuracy: null,
  }))
  const page = await runReport(smallRun({ history, filters: null }))
  expect(page).not.toContain('id="filters"')
  expect(page).not.toMatch(/NaN|Infinity|undefined/)
})

test('a disagreement with run.json is said at the top', async () => {
  const page = await runReport(smallRun({ disagreements: ['run.json says test.correct is 17, the model answers 16'] }))
  expect(page).toContain('run.json and model.onnx disagree')
  expect(page).toContain('runs/small: run.json says test.correct is 17')
})
