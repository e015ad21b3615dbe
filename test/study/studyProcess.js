import { createStudyFolder } from '../../dist/runs/trial/studyFolder.js'
import { runStudy } from '../../dist/study/driver.js'

// A process of killed.test.ts: it runs the study of a folder, with trainings that take a millisecond.

const [folder, trials] = process.argv.slice(2)
const definition = {
  name: 'killed',
  preset: 'fast',
  space: { 'training.labelSmoothing': { kind: 'float', low: 0, high: 0.3 } },
  trials: Number(trials),
}

const executor = {
  capacity: 2,
  async execute({ configuration }) {
    process.send('training')
    await new Promise(resolve => setTimeout(resolve, 1))
    const validationAccuracy = 1 - configuration.training.labelSmoothing
    const values = { validationAccuracy, validationLoss: 0, parameters: 1 }
    return { result: { state: 'complete', history: [], values, seconds: 0.001 }, record: null, model: null, log: '' }
  },
  forget: async () => {},
  close: async () => {},
}

const store = await createStudyFolder(folder, { definition, digests: {} })
await runStudy({ store, executor, signal: new AbortController().signal, interval: 20 })
process.disconnect()
