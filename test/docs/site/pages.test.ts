import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import type { PreviewServer } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from '../../browser/chromium.js'
import { draw, mouse } from '../../browser/hand.js'
import { looked, serveSite } from './site.js'

let server: PreviewServer
let browser: Browser
let address = ''
let axe = ''

beforeAll(async () => {
  ;({ address, server } = await serveSite())
  browser = await launchChromium()
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

interface View {
  readonly width: number
  readonly colorScheme: 'light' | 'dark'
}

/** Opens a page; whatever goes wrong in it, or is asked of another host, is noted. */
async function open(path: string, { width, colorScheme }: View = { width: 1280, colorScheme: 'light' }) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, serviceWorkers: 'block' })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('request', request => {
    if (/^(http|ws)/.test(request.url()) && !request.url().startsWith(address))
      complaints.push(`asked ${request.url()}`)
  })
  page.on('console', message => {
    const byDriver = message.text().includes('blocked by Playwright')
    if (['error', 'warning'].includes(message.type()) && !byDriver) complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(error.message))
  page.on('response', response => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`)
  })
  await page.goto(address + path, { waitUntil: 'networkidle' })
  // The switch of light and dark gets its name from the script of the page, which a busy machine runs late.
  await page.waitForFunction(
    () => document.querySelector('.VPSwitchAppearance[title=""]') === null && document.readyState === 'complete',
  )
  return { page, complaints }
}

const views = [1280, 390].flatMap(width => (['light', 'dark'] as const).map(colorScheme => ({ width, colorScheme })))

test.each(views)(
  '$width px, $colorScheme: axe finds nothing on any page, nothing hangs over',
  async view => {
    const found: string[] = []
    for (const path of looked) {
      const { page, complaints } = await open(path, view)
      await page.evaluate(`${axe};0`)
      const violations: string[] = await page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(node => node.html)))',
      )
      const hangsOver = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
      found.push(...[...violations, ...complaints, ...(hangsOver ? ['hangs over'] : [])].map(one => `${path}: ${one}`))
      await page.context().close()
    }
    expect(found).toEqual([])
  },
  1_200_000,
)

/** All that a page has asked for until it rests, as a host sends it that compresses text. */
async function transferred(path: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  const bodies: Promise<number>[] = []
  page.on('response', response => {
    const isText = /text|javascript|json|svg/.test(response.headers()['content-type'] ?? '')
    bodies.push(response.body().then(body => (isText ? gzipSync(body).length : body.length)))
  })
  await page.goto(address + path, { waitUntil: 'networkidle' })
  const sizes = await Promise.all(bodies)
  await context.close()
  return sizes.reduce((sum, size) => sum + size, 0)
}

test('the start page takes at most 300 KB until the lab is opened', async () => {
  const bytes = await transferred('')
  console.log(`start page: ${Math.round(bytes / 1000)} KB`)
  expect(bytes).toBeGreaterThan(50_000)
  expect(bytes).toBeLessThan(300_000)
})

test('the search finds an option and a symptom, without a server', async () => {
  const { page, complaints } = await open('start.html')
  const search = async (words: string) => {
    await page.keyboard.press('Control+k')
    await page.locator('.VPLocalSearchBox input').fill(words)
    const results = page.locator('.VPLocalSearchBox .result')
    await results.first().waitFor()
    const text = (await results.allTextContents()).slice(0, 5).join()
    await page.keyboard.press('Escape')
    return text
  }
  expect(await search('labelSmoothing')).toContain('Configuration')
  expect(await search('digits read wrong')).toContain('My own digits are read wrong')
  expect(complaints).toEqual([])
  await page.context().close()
})

test('a visitor draws a seven on the start page, and the lab reads it', async () => {
  const { page, complaints } = await open('')
  await page.getByRole('button', { name: /Draw a digit/ }).click()
  const lab = page.frameLocator('iframe')
  await lab.locator('.pad').scrollIntoViewIfNeeded()
  await draw(page, mouse(page), '7', { x: 0.5, y: 0.5, size: 0.5 }, lab.locator('.pad'))
  await lab.locator('.reply .sign').filter({ hasText: '7' }).waitFor()
  expect(complaints).toEqual([])
  await page.context().close()
})

test('the lab of a host that sends no headers isolates itself by its service worker', async () => {
  const page = await browser.newPage()
  await page.goto(`${address}lab/`)
  await expect
    .poll(() => page.evaluate(() => crossOriginIsolated).catch(() => false), { timeout: 120_000, interval: 500 })
    .toBe(true)
  await page.close()
})
