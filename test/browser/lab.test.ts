import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { networkFrom } from '../../src/model/configuration.js'
import { exportModel } from '../../src/model/modelFile.js'
import { preset } from '../../src/model/presets.js'
import { initialParameters } from '../../src/training/parameters.js'
import { launchChromium } from './chromium.js'
import { type Lab, startLab, visit } from './lab.js'

let folder = ''
let lab: Lab
let browser: Browser

beforeAll(async () => {
  // A model of one's own, which has learned nothing yet: the rooms open whatever it says.
  folder = await mkdtemp(join(tmpdir(), 'lab-'))
  const network = networkFrom(preset('fast'))
  await writeFile(join(folder, 'model.onnx'), exportModel(network, initialParameters(network, 1)))
  ;[lab, browser] = await Promise.all([startLab('--model', join(folder, 'model.onnx')), launchChromium()])
})

afterAll(async () => {
  await browser?.close()
  expect(await lab?.close()).toBe(0)
  await rm(folder, { recursive: true, force: true })
})

test('every room opens by its link and by its address, without a complaint', async () => {
  const { page, complaints } = await visit(browser, lab)
  for (const name of ['Inside', 'Train', 'My digits', 'Draw']) {
    await page.getByRole('navigation').getByRole('link', { name }).click()
    await page.getByRole('heading', { level: 1, name }).waitFor()
    expect(await page.locator('[aria-current=page]').textContent()).toBe(name)
  }
  await page.goto(`${lab.address}#inside`)
  await page.reload()
  await page.getByRole('heading', { level: 1, name: 'Inside' }).waitFor()
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
  expect(complaints).toEqual([])
  await page.context().close()
})
