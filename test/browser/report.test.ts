import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { datasetNamed } from '../../src/data/datasets/catalog.js'
import { formatSeconds } from '../../src/figures/format.js'
import { pointsOf, smooth } from '../../src/figures/learningCurve.js'
import { runReport } from '../../src/report/runReport.js'
import type { RunRecord } from '../../src/runs/record.js'
import { curveFrom } from '../../src/runs/recordedCurve.js'
import { mnist, readRecord } from '../cli/mnist.js'
import { runOf } from '../report/run.js'
import { findChromium, launchChromium } from './chromium.js'

/** Reports of other tasks: names that are longer than a column is wide, and 62 classes. */
const ofManyClasses = { 'clothing.html': 'fashion-mnist', 'characters.html': 'emnist/byclass' }

let cwd = ''
let browser: Browser
let record: RunRecord
let axe = ''

beforeAll(async () => {
  browser = await launchChromium()
  cwd = await mkdtemp(join(tmpdir(), 'mnist-report-'))
  const train = (out: string, ...more: string[]) =>
    mnist(['train', '--limit', '3000', '--epochs', '2', '--threads', '2', '--quiet', '--out', out, ...more], { cwd })
  expect(await train('first')).toMatchObject({ code: 0, stderr: '' })
  expect(await train('second', '--preset', 'mlp')).toMatchObject({ code: 0, stderr: '' })
  const compared = await mnist(['report', 'first', 'second', '--suite', 'mnist-c', '--limit', '50'], { cwd })
  expect(compared).toMatchObject({ code: 0, stdout: 'comparison.html\n' })
  record = await readRecord(join(cwd, 'first'))
  for (const [file, dataset] of Object.entries(ofManyClasses))
    await writeFile(join(cwd, file), await runReport(runOf(datasetNamed(dataset).task)))
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
}, 600_000)

afterAll(async () => {
  await browser?.close()
  await rm(cwd, { recursive: true, force: true })
})

/** Opens a page of the run folder; it must ask for nothing, and no script may fail or be refused. */
async function open(name: string, { width = 1280 } = {}): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: 'light' })
  const address = pathToFileURL(join(cwd, name)).href
  page.on('request', request => {
    if (request.url() !== address && !request.url().startsWith('data:')) asked.push(request.url())
  })
  page.on('console', message => complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(error.message))
  await page.goto(address)
  await page.waitForSelector('html[data-ready]')
  return page
}

const asked: string[] = []
const complaints: string[] = []

afterEach(() => {
  expect(asked).toEqual([])
  expect(complaints).toEqual([])
})

const views = [
  ...['first/report.html', 'comparison.html', 'characters.html'].map(name => ({ name, width: 1280 })),
  ...['first/report.html', 'comparison.html', ...Object.keys(ofManyClasses)].map(name => ({ name, width: 390 })),
]

/** All but most rows of a matrix of many classes, which are many thousand buttons of one kind. */
const looked = { exclude: ['.matrix tbody tr:nth-child(n + 13)'] }

test.each(views)(
  '$name, $width px: axe finds nothing, light and dark, and nothing hangs over',
  async ({ name, width }) => {
    const page = await open(name, { width })
    for (const details of await page.locator('summary').all()) await details.click()
    await page.evaluate(`${axe};0`)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      const violations: string[] = await page.evaluate(
        `axe.run(${JSON.stringify(looked)}).then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes[0].html))`,
      )
      expect({ colorScheme, violations }).toEqual({ colorScheme, violations: [] })
    }
    const { content, window } = await page.evaluate(() => ({
      content: document.documentElement.scrollWidth,
      window: innerWidth,
    }))
    expect(content).toBeLessThanOrEqual(window)
    await page.close()
  },
)

test('a matrix of 62 classes can be read: every cell is large enough, and what it shows is told by name', async () => {
  for (const width of [1280, 390]) {
    const page = await open('characters.html', { width })
    const cells = page.locator('.matrix button')
    const sizes = await cells.evaluateAll(buttons =>
      buttons.map(button => button.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height)),
    )
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(24) // WCAG 2.2, target size
    expect(await page.locator('.matrix tbody tr').count()).toBe(62)
    const wrong = page.locator('.matrix button[data-truth="10"]:not(.hit)').first()
    await wrong.click()
    expect(await page.locator('#cell-caption').textContent()).toMatch(/^A read as [A-Z]: /)
    await page.close()
  }
})

test('a comparison by a suite has its figure and its table', async () => {
  const page = await open('comparison.html')
  const robustness = page.locator('section', { has: page.locator('h2', { hasText: 'Robustness' }) })
  expect(await robustness.locator('tbody tr').count()).toBeGreaterThanOrEqual(16)
  expect(await robustness.locator('svg').count()).toBe(1)
  await page.close()
})

test('the report is below 2 MB', async () => {
  expect((await stat(join(cwd, 'first', 'report.html'))).size).toBeLessThan(2e6)
})

test('its figures are those of run.json', async () => {
  const page = await open('first/report.html')
  const { test, history, seconds, parameters, seed, command } = record
  expect(await page.locator('.score strong').textContent()).toBe(`${(test!.accuracy * 100).toFixed(2)} %`)
  const facts = await page.locator('.facts dd').allTextContents()
  expect(facts).toEqual([
    String(10_000 - test!.correct),
    test!.loss.toFixed(4),
    parameters.toLocaleString('en-US'),
    formatSeconds(seconds!.train),
    '2',
    String(seed),
  ])
  expect(await page.locator('#command').textContent()).toBe(command)
  const rows = await page.locator('.matrix tbody tr').all()
  const counts = await Promise.all(rows.map(row => row.locator('td').allTextContents()))
  expect(counts.map(row => row.map(Number))).toEqual(test!.confusion)
  const told = await page.locator('[data-field]').allTextContents()
  expect(told.slice(0, 2)).toEqual([
    `${(history[1]!.validationAccuracy! * 100).toFixed(2)} %`,
    history[1]!.validationLoss!.toFixed(4),
  ])
  await page.close()
})

test('a cell that is clicked shows its digits; the arrow keys and Enter do the same', async () => {
  const page = await open('first/report.html')
  await page.locator('[data-truth="3"][data-read="3"]').click()
  expect(await page.locator('#cell-caption').textContent()).toBe(
    `3 read as 3: 30 of ${record.test!.confusion[3]![3]} images, those it was least sure of`,
  )
  expect(await page.locator('#cell-digits li').count()).toBe(30)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const read = record.test!.confusion[3]!.findIndex((count, read) => read > 3 && count > 0)
  const count = record.test!.confusion[3]![read]!
  expect(await page.locator('#cell-caption').textContent()).toMatch(new RegExp(`^3 read as ${read}: ${count} image`))
  expect(await page.locator('#cell-digits li').count()).toBe(count)
  expect(await page.locator('.matrix [tabindex="0"]').count()).toBe(1)
  // The digit is really drawn: there is ink on the paper.
  const darkest = await page
    .locator('#cell-digits canvas')
    .first()
    .evaluate(canvas => {
      const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, 28, 28)
      return Math.min(...data.filter((_, at) => at % 4 === 0))
    })
  expect(darkest).toBeLessThan(60)
  await page.close()
})

test('the curves tell their values by pointer and by keyboard', async () => {
  const page = await open('first/report.html')
  const told = () => page.locator('[data-field]').nth(3).textContent()
  const lines = smooth(pointsOf(curveFrom(record.curve!).training, 'loss'))
  const loss = (epoch: number) => lines.find(point => point.epoch === epoch)!.value.toFixed(4)
  expect(await told()).toBe(loss(2))
  await page.locator('.epoch[data-epoch="1"] rect').first().hover()
  expect(await told()).toBe(loss(1))
  expect(await page.locator('.slider output').textContent()).toBe('Epoch 1')
  await page.locator('.slider input').focus()
  await page.keyboard.press('ArrowRight')
  expect(await told()).toBe(loss(2))
  expect(await page.locator('.epoch.current').count()).toBe(2)
  await page.close()
})

test('a training of two epochs is drawn by its steps, and told between the ends of the epochs', async () => {
  const curve = {
    ...record.curve!,
    validation: { epoch: [0.454545, 1, 2], loss: [0.5, 0.4, 0.3], accuracy: [0.8, 0.9, 1] },
  }
  await cp(join(cwd, 'first'), join(cwd, 'watched'), { recursive: true })
  await writeFile(join(cwd, 'watched', 'run.json'), JSON.stringify({ ...record, curve }))
  expect(await mnist(['report', 'watched'], { cwd })).toMatchObject({ code: 0 })
  const page = await open('watched/report.html')
  const lines = await page
    .locator('#curves svg .series-1 > path')
    .evaluateAll(paths => paths.map(path => path.getAttribute('d')!))
  // Pale and smoothed, in both plots.
  expect(lines.slice(0, 4).map(line => line.split('L').length)).toEqual(Array(4).fill(curve.training.epoch.length))
  await page.locator('.slider input').focus()
  await page.keyboard.press('Home')
  expect(await page.locator('.slider output').textContent()).toBe('Epoch 0.45')
  expect((await page.locator('[data-field]').allTextContents()).slice(0, 2)).toEqual(['80.00 %', '0.5000'])
  expect(await page.locator('.epoch.current').count()).toBe(2)
  await page.close()
})

test('the mistakes are ranked, and all of them can be seen', async () => {
  const page = await open('first/report.html')
  const items = page.locator('[data-gallery=mistakes] li')
  expect(await items.count()).toBe(24)
  await page.getByRole('button', { name: /^Show \d+ more$/ }).click()
  expect(await items.count()).toBe(10_000 - record.test!.correct)
  expect(await items.nth(0).locator('.bar').count()).toBe(5)
  await page.close()
})

test('mnist report writes the same page again', async () => {
  const path = join(cwd, 'first', 'report.html')
  const before = await readFile(path, 'utf8')
  expect(await mnist(['report', 'first'], { cwd })).toMatchObject({ code: 0, stderr: '' })
  expect(await readFile(path, 'utf8')).toBe(before)
})

test('where run.json and the model disagree, the page, the output and the exit code say so', async () => {
  await cp(join(cwd, 'first'), join(cwd, 'changed'), { recursive: true })
  const changed = { ...record, test: { ...record.test!, correct: record.test!.correct + 1 } }
  await writeFile(join(cwd, 'changed', 'run.json'), JSON.stringify(changed))
  const { code, stderr } = await mnist(['report', 'changed'], { cwd })
  const sentence = `run.json says test.correct is ${changed.test.correct}, the model answers ${record.test!.correct}`
  expect({ code, stderr }).toEqual({ code: 1, stderr: `changed: ${sentence}\n` })
  const page = await open('changed/report.html')
  expect(await page.locator('.notice').textContent()).toContain(sentence)
  await page.close()
})

test('a hostile name stays a name', async () => {
  const name = `</title></script><script>document.title = 'taken'</script><img src=x onerror="document.title = 'taken'">`
  await cp(join(cwd, 'first'), join(cwd, 'hostile'), { recursive: true })
  await writeFile(join(cwd, 'hostile', 'run.json'), JSON.stringify({ ...record, name, command: name }))
  expect(await mnist(['report', 'hostile'], { cwd })).toMatchObject({ code: 0 })
  const page = await open('hostile/report.html', { width: 390 })
  expect(await page.title()).toBe(`Report: ${name}, seed 0, first 3,000 images`)
  expect(await page.locator('#command').textContent()).toBe(name)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await page.close()
})

test('a missing browser is said, with what to do', () => {
  expect(() => findChromium({ PATH: '/nowhere' })).toThrow(
    'expected a Chromium in PATH, as chromium or google-chrome, found none; install one (Debian: apt-get install chromium)',
  )
  expect(() => findChromium({ CHROMIUM: '/none' })).toThrow('expected a Chromium at $CHROMIUM, /none, found none')
})
