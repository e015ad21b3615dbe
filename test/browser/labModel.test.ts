import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { image, logits, node, onnxFile, probabilities } from '../attack/onnxFiles.js'
import { mnist } from '../cli/mnist.js'
import { launchChromium } from './chromium.js'
import { type Lab, startLab, visit } from './lab.js'

// A busy machine takes its time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 })

const reason =
  'expected 10 probabilities for each image, in [0, 1] and with a sum of 1, received 0 for the sum of image 0'
const answersByLogits = Buffer.from(
  onnxFile([...logits(), node('Identity', ['logits'], ['probabilities']), image, probabilities]),
)

const unknownOperator = Buffer.from(
  onnxFile([...logits(), node('Evil', ['logits'], ['probabilities']), image, probabilities]),
)

let lab: Lab
let browser: Browser

beforeAll(async () => {
  ;[lab, browser] = await Promise.all([startLab(), launchChromium()])
})

afterAll(async () => {
  await browser?.close()
  await lab?.close()
})

test('the page says why a model of the user cannot answer, and goes back to its own', async () => {
  const { page, complaints } = await visit(browser, lab, 'train')
  const open = (name: string, buffer: Buffer) =>
    page
      .locator('input[type=file][accept=".onnx"]')
      .setInputFiles({ name, mimeType: 'application/octet-stream', buffer })
  await open('text.onnx', Buffer.from('no model'))
  await page.getByText('text.onnx: expected an ONNX model').waitFor()
  await open('logits.onnx', answersByLogits)
  await page
    .getByRole('alert')
    .filter({ hasText: `Nobody can answer: logits.onnx: ${reason}` })
    .waitFor()
  await page.getByRole('link', { name: 'Train' }).click()
  await open('evil.onnx', unknownOperator)
  await page
    .getByRole('alert')
    .filter({
      hasText:
        'evil.onnx: expected a model that ONNX Runtime can open, received one that it refuses (No Op registered for Evil',
    })
    .waitFor()
  await page.getByRole('button', { name: 'back to the model of the lab' }).click()
  await page.getByRole('alert').waitFor({ state: 'detached' })
  await page.getByLabel('Open a picture').waitFor({ state: 'attached' })
  await page.getByText('Loading the model').waitFor({ state: 'detached' })
  expect(complaints).toEqual([])
  await page.context().close()
})

test('mnist lab does not serve a model that cannot answer', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lab-model-'))
  await writeFile(join(folder, 'logits.onnx'), answersByLogits)
  const { code, stderr, stdout } = await mnist(['lab', '--model', 'logits.onnx', '--port', '0'], { cwd: folder })
  expect({ code, stderr, stdout }).toEqual({ code: 1, stderr: `mnist lab: logits.onnx: ${reason}\n`, stdout: '' })
  await rm(folder, { recursive: true })
})
