import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { launchChromium } from './chromium.js'
import { draw, mouse } from './hand.js'
import { type Lab, startLab, visit } from './lab.js'

let lab: Lab
let browser: Browser

// A busy machine takes its time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 })

beforeAll(async () => {
  ;[lab, browser] = await Promise.all([startLab(), launchChromium()])
})

afterAll(async () => {
  await browser?.close()
  await lab?.close()
})

/** Red, green and blue of every pixel that a canvas shows. */
function pixels(page: Page, selector: string): Promise<number[][]> {
  return page
    .locator(selector)
    .first()
    .evaluate(canvas => {
      const { width, height } = canvas as HTMLCanvasElement
      const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height)
      return Array.from({ length: width * height }, (_, index) => [...data.slice(index * 4, index * 4 + 3)])
    })
}

test('maps, reasons and the last layer follow the drawing while it grows', async () => {
  const { page, complaints } = await visit(browser, lab, 'inside')
  await draw(page, mouse(page), '1', { x: 0.5, y: 0.5, size: 0.6 })
  await page.locator('.reply .sign', { hasText: '1' }).waitFor()
  await page.locator('.choices button').first().waitFor()
  const asOne = await pixels(page, '.maps canvas')
  expect(new Set(asOne.map(String)).size).toBeGreaterThan(10)
  // With a bar at its head the 1 becomes a 7.
  await page.getByRole('button', { name: 'Clear' }).click()
  await draw(page, mouse(page), '7', { x: 0.5, y: 0.5, size: 0.6 })
  await page.locator('.reply .sign', { hasText: '7' }).waitFor()
  await expect.poll(() => pixels(page, '.maps canvas')).not.toEqual(asOne)
  // The last layer is brightest where the answer is.
  const brightness = async () => (await pixels(page, '.vector.short')).map(([r, g, b]) => r! + g! + b!)
  await expect.poll(async () => (await brightness()).indexOf(Math.max(...(await brightness())))).toBe(7)
  // Some of the ink is blue: it spoke for the 7.
  const blue = async () => (await pixels(page, '.decision canvas')).filter(([r, , b]) => b! > r! + 60).length
  await expect.poll(blue).toBeGreaterThan(5)
  expect(complaints).toEqual([])
  await page.context().close()
})

test('a map is chosen by mouse or keyboard, and shown with its filter', async () => {
  const { page } = await visit(browser, lab, 'inside')
  await draw(page, mouse(page), '7', { x: 0.5, y: 0.5, size: 0.6 })
  await page.locator('.reply .sign', { hasText: '7' }).waitFor()
  const maps = page.locator('.layer').first().locator('.maps button')
  await maps.nth(3).click()
  await page.getByRole('img', { name: 'Map 4, large' }).waitFor()
  await page.getByRole('img', { name: 'Its filter: 1 × 5 × 5 weights' }).waitFor()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page.getByRole('img', { name: 'Map 5, large' }).waitFor()
  await page.keyboard.press('Enter')
  expect(await page.locator('.map-detail').count()).toBe(0)
  await page.context().close()
})

test('the reasons for another digit are found too', async () => {
  const { page } = await visit(browser, lab, 'inside')
  await draw(page, mouse(page), '7', { x: 0.5, y: 0.5, size: 0.6 })
  const other = page.locator('.choices button').nth(1)
  await other.waitFor()
  const digit = await other.textContent()
  await other.click()
  await page.getByRole('img', { name: `whether it spoke for ${digit}` }).waitFor()
  await page.context().close()
})
