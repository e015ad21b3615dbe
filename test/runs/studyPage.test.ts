import { expect, test } from 'vitest'
import { studyReport } from '../../src/report/study/studyReport.js'
import { studyPage } from '../../src/runs/trial/studyPage.js'
import { runStudy } from '../../src/study/driver.js'
import { trialsOf } from '../../src/study/trials.js'
import { computingExecutor, memoryStore } from '../study/memoryStore.js'

const definition = {
  name: 'rates-and-sizes',
  preset: 'fast',
  space: {
    'training.optimizer.learningRate': { kind: 'float', low: 0.001, high: 0.1, log: true },
    'training.batchSize': { kind: 'categorical', choices: [64, 128, 256] },
  },
  seeds: 2,
  trials: 12,
  sampler: 'random',
  confirm: { top: 2, seeds: 4 },
}

/** The page of a study whose trainings are a function of their learning rate. */
async function pageOf(trials: number, changes: object = {}) {
  const store = memoryStore({ ...definition, trials, ...changes })
  const executor = computingExecutor(
    ({ configuration, seed }) =>
      0.95 - Math.log(configuration.training.optimizer.learningRate! / 0.02) ** 2 / 50 + (seed % 7) / 1e4,
    2,
  )
  expect(await runStudy({ store, executor, signal: new AbortController().signal, interval: 1 })).toBe('finished')
  const stored = { study: store.study, folder: 'studies/rates', description: { definition } as never }
  const page = studyPage(stored, trialsOf(await store.sync()), ({ number }) =>
    number === 1 ? [{ name: 'seed 0', address: 'trials/1-0/report.html' }] : [],
  )
  return { page, html: await studyReport(page) }
}

test('the page of a study has a row for each trial, what was confirmed, and the command that repeats it', async () => {
  const { page, html } = await pageOf(12)
  expect(page.trials.filter(({ isSearch }) => isSearch).length).toBeGreaterThanOrEqual(12)
  expect(page.axes.map(({ name }) => name)).toEqual(['learningRate', 'batchSize'])
  expect(page.importance[0]!.name).toBe('learningRate')
  expect(page.confirmed!.intervals.length).toBeGreaterThanOrEqual(2)
  expect(page.command).toBe('mnist study run studies/rates')
  expect(html).toContain('<h1>rates-and-sizes</h1>')
  expect(html).toContain(`<p class="verdict">${page.verdict.replaceAll("'", '&#39;')}</p>`)
  expect(html).toContain('href="trials/1-0/report.html"')
  expect(html.match(/<section/g)!.length).toBeGreaterThanOrEqual(5)
})

test('a study of two trials claims no importance and nothing confirmed', async () => {
  const { page, html } = await pageOf(2, { confirm: undefined })
  expect(page.importance).toEqual([])
  expect(page.confirmed).toBeUndefined()
  expect(html).toContain('mnist study run studies/rates')
})
