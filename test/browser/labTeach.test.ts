import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packDigits, unpackDigits } from '../../lab/mine/exchange.js'
import { type Digits, takeDigits } from '../../src/data/digits.js'
import { loadMnist } from '../../src/data/sources/mnist.js'
import { conv2d } from '../../src/layers/conv2d.js'
import { dense } from '../../src/layers/dense.js'
import { flatten } from '../../src/layers/flatten.js'
import { createClassifier } from '../../src/model/classifier.js'
import { sequential } from '../../src/model/sequential.js'
import { fit } from '../../src/node/fit.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import { launchChromium } from './chromium.js'
import { draw, mouse } from './hand.js'
import { type Lab, startLab, visit } from './lab.js'

let lab: Lab
let browser: Browser

beforeAll(async () => {
  ;[lab, browser] = await Promise.all([startLab(), launchChromium()])
})

afterAll(async () => {
  await browser?.close()
  await lab?.close()
})

async function downloaded(page: Page, button: string): Promise<Uint8Array> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()])
  return readFile(await file.path())
}

test('a drawing is named, taken back, kept beyond the page, renamed, exported and deleted', async () => {
  const { page, complaints } = await visit(browser, lab)
  await draw(page, mouse(page), '7', { x: 0.5, y: 0.5, size: 0.6 })
  await page.getByRole('button', { name: 'It was a 7' }).click()
  await page.getByRole('button', { name: 'Take back' }).click()
  await page.getByRole('button', { name: 'It was a 1' }).click()
  await page.getByText('Kept as a 1').waitFor()
  await page.goto(`${lab.address}#mine`)
  await page.reload()
  await page.locator('.card').waitFor()
  expect(await page.locator('.card').count()).toBe(1)
  await page.getByLabel('What it is').selectOption('7')
  await page.getByRole('img', { name: 'A 7 of yours' }).waitFor()
  const [digit, ...others] = unpackDigits([{ name: 'my-digits.zip', bytes: await downloaded(page, 'Export') }])
  expect(others).toEqual([])
  expect(digit!.label).toBe(7)
  expect(Math.max(...digit!.image)).toBeGreaterThan(200)
  await page.getByRole('button', { name: 'Delete this 7' }).click()
  await page.getByText('No digits yet').waitFor()
  await page.reload()
  await page.getByText('No digits yet').waitFor()
  expect(complaints).toEqual([])
  await page.context().close()
})

/** A small model, which learns in a moment: that the shipped one learns a hand, too, is tested without a page (test/lab/tuning.test.ts). */
async function trainSmallModel(digits: Digits): Promise<Uint8Array> {
  const net = sequential([
    conv2d({ filters: 8, kernelSize: 5, strides: 3, activation: 'relu' }),
    flatten(),
    dense({ units: 10, activation: 'softmax' }),
  ])
  const { classifier } = await fit(net, digits, {
    epochs: 2,
    batchSize: 50,
    optimizer: { kind: 'adam', learningRate: 0.005 },
    validation: 0,
    threads: 1,
  })
  await classifier.dispose()
  return classifier.model
}

test('digits of a hand of its own are imported, and learned: more are right after than before', async () => {
  const { training } = await loadMnist({ parts: ['training'] })
  const model = Buffer.from(await trainSmallModel(takeDigits(training, 3000)))
  // A hand that writes upside down: no model knows it before.
  const digits = Array.from({ length: 30 }, (_, place) => {
    const [index, image] = [training.labels.indexOf(place % 10, place * 100), new Uint8Array(784)]
    for (let pixel = 0; pixel < 784; pixel++) image[783 - pixel] = training.images[index * 784 + pixel]!
    return { image, label: place % 10 }
  })
  const { page, complaints } = await visit(browser, lab, 'train')
  await page
    .locator('input[type=file][accept=".onnx"]')
    .setInputFiles({ name: 'small.onnx', mimeType: '', buffer: model })
  await page.getByText('Answered by small.onnx').waitFor()
  await page.getByRole('navigation').getByRole('link', { name: 'My digits' }).click()
  await page
    .getByLabel('Import')
    .setInputFiles({ name: 'no.zip', mimeType: 'application/zip', buffer: Buffer.from('PK') })
  await page.getByText('no.zip: expected a ZIP file').waitFor()
  const buffer = Buffer.from(packDigits(digits))
  await page.getByLabel('Import').setInputFiles({ name: 'mine.zip', mimeType: 'application/zip', buffer })
  await page.getByText('30 digits have joined yours.').waitFor()
  await page.getByRole('button', { name: 'Teach it my digits' }).click()
  const outcome = page.getByRole('table', { name: 'Right answers before and after' })
  await outcome.waitFor({ timeout: 240_000 })
  const cells = await outcome.locator('tbody td').allTextContents()
  const [before, after] = cells.slice(0, 2).map(text => Number(/^\d+/.exec(text)![0]))
  expect(cells[0]).toMatch(/ of 20$/)
  expect(cells[2]).toMatch(/ of 10$/)
  expect(after).toBeGreaterThan(before! + 3)
  // What is downloaded is the model that was measured.
  const classifier = await createClassifier(nodeRuntime, await downloaded(page, 'Download as ONNX'), { threads: 1 })
  const learned = digits.filter((_, index) => index % 3 !== 2)
  let right = 0
  for (const { image, label } of learned) {
    const probabilities = await classifier.predict(image)
    if (probabilities.indexOf(Math.max(...probabilities)) === label) right++
  }
  expect(right).toBe(after)
  await page.getByRole('link', { name: 'Try it' }).click()
  await page.getByText('taught 20 of your digits').waitFor()
  expect(complaints).toEqual([])
  await page.context().close()
}, 300_000)
