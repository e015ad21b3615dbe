import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { launchChromium } from './chromium.js'
import { draw, mouse } from './hand.js'
import { startLab, visit } from './lab.js'

let browser: Browser

// A busy machine takes its time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 })

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
})

test('once loaded, the lab works without its server, isolated as before', async () => {
  const lab = await startLab()
  const { page, complaints } = await visit(browser, lab, '', { serviceWorkers: 'allow' })
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated')
  await lab.close()
  await page.reload()
  await draw(page, mouse(page), '7', { x: 0.5, y: 0.5, size: 0.5 })
  await page.locator('.reply .sign').filter({ hasText: '7' }).waitFor()
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
  expect(complaints).toEqual([])
  await page.context().close()
})
