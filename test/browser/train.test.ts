import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mnist } from '../cli/mnist.js'
import { launchChromium } from './chromium.js'
import { type Lab, startLab, visit } from './lab.js'

let folder = ''
let lab: Lab
let browser: Browser
let axe = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-train-'))
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  ;[lab, browser] = await Promise.all([startLab(), launchChromium()])
})

afterAll(async () => {
  await browser?.close()
  await lab?.close()
  await rm(folder, { recursive: true, force: true })
})

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const outcome = (page: Page) => page.locator('.outcome-card')
const learned = (page: Page) => outcome(page).waitFor({ timeout: 120_000 })

async function fill(page: Page, values: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(values)) await page.getByLabel(label, { exact: true }).fill(value)
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(`${axe};0`)
  return page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes[0].html))',
  )
}

/** Downloads the model of a run, and says where it lies. */
async function download(page: Page, clicked: Locator): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), clicked.click()])
  const path = join(folder, `${Math.random().toString(36).slice(2)}-${file.suggestedFilename()}`)
  await file.saveAs(path)
  return path
}

test('fast learns 10,000 images in an epoch: at least 97 % within 30 s, and the page stays awake', async () => {
  const { page, complaints } = await visit(browser, lab, 'train')
  await browser.startTracing(page, { categories: ['__metadata', 'disabled-by-default-devtools.timeline'] })
  const started = performance.now()
  await button(page, 'Start training').click()
  await page.locator('.mistakes').waitFor({ timeout: 120_000 }) // after the epoch, by the images held out
  expect(await page.locator('#answers-title').textContent()).toBe('After epoch 1, on images held out')
  await learned(page)
  const seconds = (performance.now() - started) / 1000
  const { longest, computed } = readTrace((await browser.stopTracing()).toString())
  const told = await outcome(page).locator('strong').textContent()
  console.log(
    `${told} in ${seconds.toFixed(1)} s, ${computed.toFixed(1)} s of a processor; the page's longest task took ${longest.toFixed(0)} ms`,
  )
  expect(Number.parseFloat(told!)).toBeGreaterThanOrEqual(97)
  // Where other programs take the cores, the page needs longer, but not more of a core.
  expect(Math.min(seconds, computed)).toBeLessThan(30)
  expect(longest).toBeLessThan(100)
  expect(await page.locator('.matrix tbody tr').count()).toBe(10)

  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    expect(await violations(page)).toEqual([])
  }
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  expect(await violations(page)).toEqual([])

  // The file that is downloaded is measured outside the page by the same accuracy.
  const path = await download(page, button(page, 'Download the model'))
  const { stdout } = await mnist(['evaluate', path, '--json'])
  expect(`${(JSON.parse(stdout).accuracy * 100).toFixed(2)} %`).toBe(told)

  // It answers on the pad at once, and so does the file.
  await button(page, 'Try it on the pad').click()
  await page.getByText('Answered by fast, 10,000 images').waitFor()
  await page.getByRole('link', { name: 'Train' }).click()
  await page.locator('input[type=file][accept=".onnx"]').setInputFiles(path)
  await page.getByText(/Answered by .*-fast-10-000-images\.onnx/).waitFor()
  expect(complaints).toEqual([])
  await page.context().close()
}, 240_000)

/** A part of an event of a trace of Chromium: times in microseconds, `tdur` that of the processor. */
interface TraceEvent {
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly tdur?: number
  readonly args: { readonly name?: string }
}

/**
 * Milliseconds of the longest task of the page's own thread, and seconds that its process computed in all its threads: both times of
 * the processor, since on a machine that does other things, too, a task of a millisecond may wait for a tenth of a second.
 */
function readTrace(trace: string): { longest: number; computed: number } {
  const { traceEvents: events } = JSON.parse(trace) as { traceEvents: TraceEvent[] }
  const main = events.find(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')!
  const tasks = events.filter(({ name, pid }) => name === 'RunTask' && pid === main.pid)
  const own = tasks.filter(({ tid }) => tid === main.tid)
  expect(own.length).toBeGreaterThan(100)
  return {
    longest: Math.max(...own.map(({ tdur = 0 }) => tdur)) / 1e3,
    computed: tasks.reduce((sum, { tdur = 0 }) => sum + tdur, 0) / 1e6,
  }
}

/** Two epochs of a net with dropout, long enough to be interrupted. */
const shortRun = { Images: '1000', 'Batch size': '20', Epochs: '2', 'Validation images': '500' }

async function prepareRun(page: Page): Promise<void> {
  await page.getByLabel('Start from the preset').selectOption('mlp')
  await fill(page, shortRun)
}

/** How far the training is, in epochs. */
const done = (page: Page) => page.locator('progress').evaluate(element => (element as HTMLProgressElement).value)

const past = (page: Page, epochs: number) =>
  page.waitForFunction(most => document.querySelector('progress')!.value > most, epochs, { timeout: 60_000 })

test('the form offers the presets whose layers follow one another, and each of them fits', async () => {
  const { page, complaints } = await visit(browser, lab, 'train')
  const choice = page.getByLabel('Start from the preset')
  const offered = await choice.locator('option').evaluateAll(all => all.map(one => (one as HTMLOptionElement).value))
  expect(offered).toEqual(['mlp', 'keras', 'fast', 'accurate', 'handwriting'])
  for (const name of offered) {
    await choice.selectOption(name)
    await page
      .locator('.net .sum')
      .getByText(/^[\d,.\s]+ parameters$/)
      .waitFor()
  }
  expect(complaints).toEqual([])
  await page.context().close()
}, 120_000)

test('charts that were drawn for a wide page do not widen a narrow one, until they are drawn anew', async () => {
  const { page, complaints } = await visit(browser, lab, 'train')
  await page.evaluate(() => {
    ResizeObserver.prototype.observe = () => {} // none hears of the new width, as in the moment of the change
  })
  await button(page, 'Start training').click()
  await page.locator('.plot canvas').nth(1).waitFor()
  const drawn = () => page.locator('.plot canvas').evaluateAll(all => all.map(canvas => canvas.clientWidth))
  const wide = await drawn()
  expect(wide.length).toBe(2)
  expect(Math.min(...wide)).toBeGreaterThan(390)
  await page.setViewportSize({ width: 390, height: 900 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  expect(await drawn()).toEqual(wide)
  expect(complaints).toEqual([])
  await page.context().close()
}, 120_000)

test('a run that was paused, and one whose tab was killed, end with the weights of one that ran through', async () => {
  const { page, complaints } = await visit(browser, lab, 'train')
  const context = page.context()
  await prepareRun(page)
  await button(page, 'Start training').click()
  await learned(page)
  const whole = await readFile(await download(page, button(page, 'Download the model')))

  await button(page, 'Train again').click()
  await past(page, 0.1)
  await button(page, 'Pause').click()
  await page.getByText('Paused: nothing is lost').waitFor()
  const paused = await done(page)
  expect(paused).toBeLessThan(2)
  await page.waitForTimeout(300)
  expect(await done(page)).toBe(paused)
  await button(page, 'Resume').click()
  await learned(page)
  expect(whole.equals(await readFile(await download(page, button(page, 'Download the model'))))).toBe(true)

  await button(page, 'Train again').click()
  await past(page, 1.1)
  const back = await killed(page, context)
  await back.page.getByText('1 of 2 epochs are done').waitFor()
  expect(await violations(back.page)).toEqual([])
  await button(back.page, 'Resume from epoch 2').click()
  await learned(back.page)
  expect(whole.equals(await readFile(await download(back.page, button(back.page, 'Download the model'))))).toBe(true)

  // The three of them are compared in one chart; a name that is given stays, and what is deleted is gone.
  expect(await back.page.locator('.runs .chart li').count()).toBe(6)
  await back.page.getByLabel('Compare mlp, 1,000 images', { exact: true }).uncheck()
  expect(await back.page.locator('.runs .chart li').count()).toBe(4)
  const names = back.page.getByLabel('Name of the run')
  await names.first().fill('Ann’s net')
  await names.first().press('Enter')
  const deleted = back.page.getByLabel('Delete mlp, 1,000 images', { exact: true })
  await deleted.click()
  await deleted.waitFor({ state: 'detached' })
  await back.page.reload()
  await back.page.getByRole('button', { name: 'Delete Ann’s net' }).waitFor()
  expect(await names.count()).toBe(2)
  expect([...complaints, ...back.complaints]).toEqual([])
  await context.close()
}, 240_000)

/** Ends the process of a tab as a crash does, and opens another. */
async function killed(page: Page, context: BrowserContext): Promise<{ page: Page; complaints: string[] }> {
  const protocol = await context.newCDPSession(page)
  const crash = page.waitForEvent('crash')
  protocol.send('Page.crash').catch(() => {}) // nobody is left to answer
  await crash
  const complaints: string[] = []
  const next = await context.newPage()
  next.on('console', message => complaints.push(...(message.type() === 'error' ? [message.text()] : [])))
  next.on('pageerror', error => complaints.push(error.message))
  await next.goto(`${lab.address}#train`)
  return { page: next, complaints }
}

test('the net is edited row by row; what does not fit is told at its row, and cannot be trained', async () => {
  const { page, complaints } = await visit(browser, lab, 'train', { viewport: { width: 390, height: 900 } })
  const rows = page.locator('.layers > li')
  expect(await rows.count()).toBe(7)
  expect(await rows.nth(2).locator('.outcome').textContent()).toContain('→ 32 × 8 × 83,488 parameters')

  await rows.nth(2).getByLabel('filters').fill('8')
  expect(await rows.nth(3).locator('.outcome').textContent()).toContain('→ 8 × 4 × 4')
  await rows.nth(2).getByLabel('kernel').fill('13')
  expect(await rows.nth(2).locator('.wrong').textContent()).toMatch(/^conv2d: expected/)
  expect(await rows.nth(6).locator('.outcome').textContent()).toContain('→ ?')
  expect(await button(page, 'Start training').isDisabled()).toBe(true)
  expect(await page.locator('.state').textContent()).toBe('Not yet: layer 3 does not fit: see its row')
  expect(await violations(page)).toEqual([])

  await rows.nth(2).getByLabel('kernel').fill('3 × 5')
  expect(await rows.nth(2).locator('.outcome').textContent()).toContain('→ 8 × 8 × 6')
  await button(page, 'Move layer 4, maxPool2d up').click()
  expect(await rows.nth(2).getByLabel('layer 3', { exact: true }).inputValue()).toBe('maxPool2d')
  await button(page, 'Add a layer').click()
  expect(await rows.nth(6).getByLabel('layer 7', { exact: true }).inputValue()).toBe('dense')
  await button(page, 'Remove layer 8, dense').click()
  expect(await rows.nth(6).locator('.wrong').textContent()).toContain('expected a last layer that yields [10]')
  await rows.nth(6).getByLabel('units').fill('10')
  await rows.nth(6).getByLabel('activation').selectOption('softmax')
  expect(await button(page, 'Start training').isEnabled()).toBe(true)

  await fill(page, { 'Learning rate': '0' })
  expect(await page.locator('.state').textContent()).toBe(
    'Not yet: adam: expected learningRate to be a number > 0, received 0',
  )
  expect(await page.getByLabel('Learning rate').getAttribute('aria-invalid')).toBe('true')
  await fill(page, { 'Learning rate': '0.01', Images: '60000' })
  expect(await page.locator('.state').textContent()).toContain('expected at most 60000 images')

  // Stopped early, it keeps what was learned; asked for a card that is not there, it says so.
  await fill(page, { Images: '5000', Epochs: '30' })
  await button(page, 'Start training').click()
  await past(page, 0.2)
  await button(page, 'Stop').click()
  await learned(page)
  expect(await page.locator('.state').textContent()).toBe('Stopped: what was learned is kept')
  await page.getByText('More settings').click()
  await page.getByLabel('Computed by').selectOption('webgpu')
  await button(page, 'Train again').click()
  await page.getByText('expected a browser with WebGPU, found none').waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  expect(complaints).toEqual([])
  await page.context().close()
}, 120_000)
