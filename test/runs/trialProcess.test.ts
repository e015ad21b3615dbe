import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parseConfiguration } from '../../src/model/configuration.js'
import { packageVersion } from '../../src/node/version.js'
import { digestsOf, loadTrainingData } from '../../src/runs/trial/trainTrial.js'
import { createTrialProcess } from '../../src/runs/trial/trialProcess.js'
import type { TrialRun } from '../../src/study/trial.js'
import { writeFlags } from '../cli/toyTask.js'
import { temporaryFolder } from '../data/smallDataset.js'

// What a worker is handed is a run alone: by it, it finds the data.

const checkpoint = { load: async () => undefined, save: async () => {}, remove: async () => {} }

async function flagsRun(): Promise<{ run: TrialRun; folder: string }> {
  const folder = await temporaryFolder()
  const dataset = join(folder, 'flags')
  await writeFlags(dataset)
  const data = await loadTrainingData({ dataset })
  const layers = [{ kind: 'flatten' }, { kind: 'dense', units: data.task.classes.length, activation: 'softmax' }]
  const run: TrialRun = {
    study: 'flags-1',
    trial: 0,
    seed: 0,
    version: packageVersion(),
    digests: digestsOf(data),
    dataset,
    configuration: parseConfiguration({ layers, training: { epochs: 1, validation: 30 } }, data.task),
    limit: null,
    threads: 1,
    cutoffs: [],
  }
  return { run, folder }
}

test('a training opens the images of one’s own that its run names, unless it is told of others', async () => {
  const { run, folder } = await flagsRun()
  const trained = async (data?: { readonly dataset: string }) => {
    const trainer = createTrialProcess(data && { data })
    onTestFinished(() => trainer.close())
    return trainer.train(run, { checkpoint, signal: new AbortController().signal })
  }
  const output = await trained()
  expect(output!.result).toMatchObject({ state: 'complete', values: { validationAccuracy: expect.any(Number) } })
  expect(output!.record).toMatchObject({ data: { dataset: run.dataset } })
  const none = join(folder, 'none')
  await expect(trained({ dataset: none })).rejects.toThrow(`or a file or folder of your own, received ${none}`)
})
