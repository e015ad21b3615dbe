import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { datasetNamed } from '../../src/data/datasets/catalog.js'
import { svgToPng } from '../../src/figures/png.js'
import { networkFrom } from '../../src/model/configuration.js'
import { exportModel } from '../../src/model/modelFile.js'
import { preset } from '../../src/model/presets.js'
import { initialParameters } from '../../src/training/parameters.js'
import { mnist } from '../cli/mnist.js'
import { launchChromium } from './chromium.js'
import { type Lab, startLab, visit } from './lab.js'

// A busy machine takes its time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 })

let folder: string
let lab: Lab
let browser: Browser
let axe = ''

/** A model that has learned nothing, but answers: with 62 names, some of which it finds likelier than others. */
async function writeLetterModel(file: string): Promise<void> {
  const { task } = datasetNamed('emnist/byclass')
  const network = networkFrom(preset('mlp', task))
  await writeFile(file, exportModel(network, initialParameters(network, 3)))
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-task-'))
  await writeLetterModel(join(folder, 'letters.onnx'))
  const letter = '<text x="90" y="150" font-family="Figtree" font-size="150" fill="#234">R</text>'
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="280" height="210"><rect width="280" height="210" fill="#eee"/>${letter}</svg>`
  await writeFile(join(folder, 'letter.png'), svgToPng(svg, { scale: 1 }))
  ;[lab, browser, axe] = await Promise.all([
    startLab('--model', join(folder, 'letters.onnx')),
    launchChromium(),
    readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
  ])
})

afterAll(async () => {
  await browser?.close()
  await lab?.close()
  await rm(folder, { recursive: true, force: true })
})

test('a model of letters answers in the lab by their names, as mnist predict does', async () => {
  const { stdout } = await mnist(['predict', '--model', 'letters.onnx', 'letter.png', '--top', '2'], { cwd: folder })
  const [, first, second] = /^letter\.png {2}(\S) .* %\s+(\S) /.exec(stdout)!
  const { page, complaints } = await visit(browser, lab, '', { viewport: { width: 390, height: 844 } })
  const expectManners = async (room: string) => {
    await page.evaluate(`${axe};0`)
    const violations = await page.evaluate('axe.run().then(({ violations }) => violations.map(({ id }) => id))')
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect({ room, violations, width }).toEqual({ room, violations: [], width: 390 })
  }
  await page.getByText('Says which of 62 classes of EMNIST by class the pad shows.').waitFor()
  await page.getByLabel('Open a picture').setInputFiles(join(folder, 'letter.png'))
  await page.locator('.reply .sign', { hasText: new RegExp(`^${first}$`) }).waitFor()
  const bars = page.getByRole('list', { name: 'The likeliest of 62 classes' }).getByRole('listitem')
  expect(await bars.count()).toBe(10)
  expect((await bars.locator('b').allTextContents()).slice(0, 2)).toEqual([first, second])
  await page.getByText('as in EMNIST by class: what the picture shows').waitFor()
  // Only digits are kept as examples of a hand.
  expect(await page.getByRole('button', { name: 'It was a' }).count()).toBe(0)
  await expectManners('Draw')
  await page.getByRole('link', { name: 'Inside' }).click()
  await page.locator('.choices button', { hasText: new RegExp(`^${second}$`) }).click()
  await page.getByRole('img', { name: `whether it spoke for ${second}` }).waitFor()
  await expectManners('Inside')
  expect(complaints).toEqual([])
  await page.context().close()
})
