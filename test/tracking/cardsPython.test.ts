import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { loadClassifier } from '../../src/node/classifier.js'
import { cardOfRuns } from '../../src/runs/cardOfRuns.js'
import { temporaryFolder } from '../data/smallDataset.js'
import { writeRuns } from '../runs/writeRuns.js'
import { isMissing, venv, whyNot } from './venv.js'

// Hugging Face's own library reads the cards, and cffconvert what is to be cited.

const root = fileURLToPath(new URL('../../', import.meta.url))

const program = `
import json, sys
from huggingface_hub import ModelCard
card = ModelCard.load(sys.argv[1], ignore_metadata_errors=False)
data = card.data.to_dict()
results = [[result.dataset_type, result.dataset_split, result.metric_type, result.metric_value, result.metric_args] for result in card.data.eval_results]
print(json.dumps(dict(license=data.get('license'), library=data['library_name'], datasets=data['datasets'], metrics=data['metrics'], results=results)))
`

async function readCard(path: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(join(venv, 'python'), ['-W', 'ignore', '-c', program, path])
  return JSON.parse(stdout.trim().split('\n').at(-1)!)
}

test.skipIf(isMissing)(`Hugging Face's library reads the card of runs${whyNot}`, async () => {
  const runs = await writeRuns([
    { seed: 0, accuracy: 0.98 },
    { seed: 1, accuracy: 0.99 },
  ])
  const path = join(await temporaryFolder(), 'README.md')
  await writeFile(path, await cardOfRuns(runs, { license: 'mit', name: 'a: "b" # c' }))
  expect(await readCard(path)).toEqual({
    ...{ license: 'mit', library: 'onnx', datasets: ['ylecun/mnist'], metrics: ['accuracy'] },
    results: [
      ['ylecun/mnist', 'test', 'accuracy', 0.985, { standard_deviation: expect.closeTo(0.00707107, 8), seeds: [0, 1] }],
      ['ylecun/mnist', 'test', 'loss', expect.any(Number), expect.any(Object)],
    ],
  })
})

test.skipIf(isMissing)(`it reads the card of the shipped model, which says what its file says${whyNot}`, async () => {
  const { metadata, dispose } = await loadClassifier(join(root, 'models', 'digits.onnx'))
  await dispose()
  expect(await readCard(join(root, 'models', 'README.md'))).toEqual({
    ...{ license: 'mit', library: 'onnx', datasets: ['ylecun/mnist'], metrics: ['accuracy'] },
    results: [['ylecun/mnist', 'test', 'accuracy', metadata.accuracy, null]],
  })
})

test.skipIf(isMissing)(`CITATION.cff is valid${whyNot}`, async () => {
  const { stdout, stderr } = await promisify(execFile)(join(venv, 'cffconvert'), ['--validate', '-i', 'CITATION.cff'], {
    cwd: root,
  })
  expect(stdout + stderr).toContain('Citation metadata are valid according to schema version 1.2.0.')
})
