import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { networkFrom } from '../../src/model/configuration.js'
import { createRunLog } from '../../src/runs/loggers/runLog.js'
import type { RunRecord } from '../../src/runs/record.js'
import { createRun } from '../../src/runs/run.js'
import { readRecord } from '../../src/runs/runFolder.js'
import { createStopwatch } from '../../src/runs/stopwatch.js'
import { adam } from '../../src/training/optimizers.js'
import { initialState } from '../../src/training/state.js'
import { temporaryFolder } from '../data/smallDataset.js'
import { bars } from '../training/small.js'
import { wholeRecord } from './wholeRecord.js'

/** A run in a folder of its own, and what stops it. */
async function start() {
  const stop = new AbortController()
  const lost = new AbortController()
  const record = wholeRecord() as unknown as RunRecord
  const [folder, digits] = [await temporaryFolder(), bars(10)]
  const stopwatch = createStopwatch(performance.timeOrigin)
  const { signal } = stop
  const run = createRun({
    ...{ folder, record, state: undefined, training: digits, test: digits, stopwatch, events: {} },
    ...{ signal, lost: lost.signal, log: createRunLog([]) },
  })
  return { run, stop, lost, digits }
}

test('a run that another process has taken over writes nothing any more, and says why', async () => {
  const { run, lost } = await start()
  lost.abort(new Error('taken over'))
  await expect(run.save({ status: 'failed' })).rejects.toThrow('taken over')
  const state = initialState(networkFrom(run.record.model), adam(), 0)
  await expect(run.saveCheckpoint(state)).rejects.toThrow('taken over')
  expect(await readdir(run.folder)).toEqual([])
})

test('a run that is to stop after the step in progress still saves', async () => {
  const { run, stop } = await start()
  stop.abort()
  await run.save({ status: 'interrupted' })
  expect(run.record.status).toBe('interrupted')
  expect(await readdir(run.folder)).toEqual(['run.json'])
})

test('the record notes each reading of the test images before they are given out', async () => {
  const { run, digits } = await start()
  const given = await run.readTest()
  expect(given).toBe(digits)
  expect((await readRecord(run.folder)).testReadings).toEqual([{ at: expect.stringMatching(/^20.*Z$/), epoch: 1 }])
  await run.readTest()
  expect(run.record.testReadings).toHaveLength(2)
})

test('a run whose record cannot be written gives no test images out', async () => {
  const { run, lost } = await start()
  lost.abort(new Error('taken over'))
  await expect(run.readTest()).rejects.toThrow('taken over')
})
