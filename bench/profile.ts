import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadMnist } from '../src/data/sources/mnist.js'
import { networkFrom } from '../src/model/configuration.js'
import { classificationExamples, classificationObjective } from '../src/recipe/objective.js'
import { compileNode, nodeRuntime } from '../src/runtime/node.js'
import { initialParameters } from '../src/training/parameters.js'
import { createReplicas } from '../src/training/replicas.js'
import { configurationOf } from './configuration.js'
import { costPerNode, costPerOperator, type NodeCost, readProfile } from './profiling.js'
import { median } from './statistics.js'
import { textTable } from './tables.js'
import './tellErrors.js'

// Where the time of a training step goes: the gradient graph, as a replica runs it, under ONNX Runtime's own profiler; with
// `--without`, a graph to which some of the rules (src/graph/rules) were not applied.

const { values } = parseArgs({
  options: {
    preset: { type: 'string', default: 'fast' },
    model: { type: 'string' },
    batch: { type: 'string' },
    steps: { type: 'string', default: '30' },
    rows: { type: 'string', default: '40' },
    without: { type: 'string', default: '' },
  },
})

const WARM_UP = 5

function whole(name: 'batch' | 'steps' | 'rows', otherwise?: number): number {
  const value = Number(values[name] ?? otherwise)
  if (Number.isInteger(value) && value > 0) return value
  throw new Error(`--${name}: expected a positive integer, received ${values[name]}`)
}

const net = values.model ?? values.preset
const configuration = await configurationOf(net)
const network = networkFrom(configuration)
const { augment: _, ...objective } = classificationObjective(configuration.training)
const batchSize = whole('batch', configuration.training.batchSize)
const [steps, rows] = [whole('steps'), whole('rows')]
const { training } = await loadMnist({ parts: ['training'] })
const examples = classificationExamples(training)
const folder = mkdtempSync(join(tmpdir(), 'mnist-profile-'))
try {
  const replicas = await createReplicas({
    runtime: {
      ...nodeRuntime,
      compile: (model, options) => compileNode(model, { ...options, profile: join(folder, 'profile') }),
    },
    network,
    parameters: initialParameters(network, 0),
    ...objective,
    disabledRules: values.without.split(',').filter(name => name !== ''),
    batchSize,
    count: 1,
    seed: 0,
  })
  const indices = Uint32Array.from({ length: batchSize }, (_, index) => index % training.count)
  const milliseconds: number[] = []
  for (let step = 0; step < WARM_UP + steps; step++) {
    replicas.load({ ...examples, indices }, [0, step])
    const started = performance.now()
    await replicas.run()
    if (step >= WARM_UP) milliseconds.push(performance.now() - started)
  }
  await replicas.dispose()
  const file = readdirSync(folder).find(name => name.startsWith('profile'))
  if (!file) throw new Error('profile: expected ONNX Runtime to have written a file, found none')
  const nodes = costPerNode(readProfile(readFileSync(join(folder, file), 'utf8')), WARM_UP)
  print(nodes, median(milliseconds))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function print(nodes: ReturnType<typeof costPerNode>, whole: number): void {
  const inNodes = nodes.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  console.log(
    `${net}, ${batchSize} images, one thread, median of ${steps} runs: ${whole.toFixed(2)} ms for a run (profiled), ` +
      `${inNodes.toFixed(2)} ms of it in ${nodes.length} nodes`,
  )
  const cells = ({ milliseconds, share }: NodeCost) => [milliseconds.toFixed(3), `${(100 * share).toFixed(1)} %`]
  const operators = costPerOperator(nodes).map(cost => [cost.name, String(cost.nodes), ...cells(cost)])
  console.log(`\n${textTable(['operator', 'nodes', 'ms', 'share'], operators)}`)
  const listed = nodes.slice(0, rows).map(node => [`${node.operator} ${node.name}`, node.shapes, ...cells(node)])
  console.log(`\n${textTable(['node', 'outputs', 'ms', 'share'], listed)}`)
  if (nodes.length > rows) console.log(`… and ${nodes.length - rows} more; --rows ${nodes.length} shows all`)
}
