import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { writeExpected } from './agreement/expected.js'
import { describeTask } from './agreement/task.js'
import { findPython } from './options.js'
import './tellErrors.js'

// Lets PyTorch train ten nets by every optimizer, and writes what it finds to the file that the tests compare with.

const { values } = parseArgs({ options: { python: { type: 'string' } } })
const root = process.cwd()
const python = values.python ?? findPython(root, process.env.MNIST_PEERS_VENV)
const file = join(root, 'test/fixtures/agreement.json')

const { status, error, stdout, stderr } = spawnSync(python, [join(root, 'bench/peers/agreement.py')], {
  input: JSON.stringify(describeTask()),
  encoding: 'utf8',
  maxBuffer: 2 ** 26,
})
if (error || status !== 0) throw new Error(`agreement.py: ${error?.message ?? stderr.trim().split('\n').at(-1)}`)
writeExpected(file, stdout)
console.log(`${file}: ${Math.round(statSync(file).size / 1000)} KB`)
