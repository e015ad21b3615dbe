import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from './chromium.js'
import { type Lab, startLab, visit } from './lab.js'

let lab: Lab
let browser: Browser

beforeAll(async () => {
  ;[lab, browser] = await Promise.all([startLab(), launchChromium()])
})

afterAll(async () => {
  await browser?.close()
  expect(await lab?.close()).toBe(0)
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
