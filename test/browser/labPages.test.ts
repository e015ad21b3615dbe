import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { launchChromium } from './chromium.js'
import { draw, mouse } from './hand.js'
import { type Lab, startLab, visit } from './lab.js'

let lab: Lab
let browser: Browser

// A busy machine takes its time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 })
let axe = ''

beforeAll(async () => {
  ;[lab, browser, axe] = await Promise.all([
    startLab(),
    launchChromium(),
    readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
  ])
})

afterAll(async () => {
  await browser?.close()
  await lab?.close()
})

test.each([1280, 390])('%d px: axe finds nothing in any room, light and dark, and nothing hangs over', async width => {
  const { page, complaints } = await visit(browser, lab, '', { viewport: { width, height: 844 } })
  const expectManners = async (room: string) => {
    // Each time anew; the page's policy holds for what is put into it, not for what the browser is asked.
    await page.evaluate(`${axe};0`)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' }) // no color is looked at on its way to another
      const violations: string[] = await page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(node => node.html)))',
      )
      expect({ room, colorScheme, violations }).toEqual({ room, colorScheme, violations: [] })
    }
    const content = await page.evaluate(() => document.documentElement.scrollWidth)
    expect({ room, content }).toEqual({ room, content: Math.min(content, width) })
  }
  const enter = async (name: string) => {
    await page.getByRole('navigation').getByRole('link', { name }).click()
    await page.getByRole('heading', { level: 1, name }).waitFor()
  }
  await expectManners('Draw, empty')
  await draw(page, mouse(page), '7', { x: 0.3, y: 0.5, size: 0.4 })
  await draw(page, mouse(page), '2', { x: 0.7, y: 0.5, size: 0.4 })
  await page.locator('.number').waitFor()
  await page.locator('summary').click()
  await page.locator('.stages').waitFor()
  await page.getByRole('button', { name: 'It was a 4' }).click()
  await page.getByText('Kept as a 4').waitFor()
  await expectManners('Draw, a number')
  await enter('Inside')
  await page.locator('.maps button').nth(1).click()
  await page.locator('.map-detail').waitFor()
  await page.locator('.choices').waitFor()
  await expectManners('Inside')
  await enter('Train')
  await expectManners('Train')
  await enter('My digits')
  await page.locator('.card').waitFor()
  await expectManners('My digits')
  expect(complaints).toEqual([])
  await page.context().close()
})

test('who wants little motion sees none', async () => {
  const { page } = await visit(browser, lab, '', { reducedMotion: 'reduce' })
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter(element => getComputedStyle(element).transitionDuration !== '0s')
      .map(element => element.className),
  )
  expect(moving).toEqual([])
  await page.context().close()
})

test('a page of another name, though it resolves to this machine, reads nothing of the lab', async () => {
  const rebound = await launchChromium('--host-resolver-rules=MAP evil.example 127.0.0.1')
  const page = await rebound.newPage()
  const response = await page.goto(lab.address.replace(/\/\/[^:]+/, '//evil.example'))
  expect(response!.status()).toBe(421)
  expect(await page.locator('body').textContent()).toContain('mnist lab does not answer to this name')
  const model = await page.evaluate(() =>
    fetch('/digits.onnx').then(({ status, headers }) => [status, headers.get('etag')]),
  )
  expect(model).toEqual([421, null])
  await rebound.close()
})

test.each(['digits.onnx', 'finder.onnx'])('a page that does not find %s says so', async name => {
  const { page } = await visit(browser, lab)
  await page.route(`**/${name}`, route => route.fulfill({ status: 404 }))
  await page.reload()
  await page
    .getByRole('alert')
    .filter({ hasText: `Nobody can answer: ${name}` })
    .waitFor()
  await page.context().close()
})
