import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { presetNames } from '../src/index.js'
import { measureInference, measureRawInference, writeModel } from './ours/inference.js'
import { measureThroughput } from './ours/throughput.js'
import { rounded } from './statistics.js'
import './tellErrors.js'

// This project as a contestant: one measurement, and one line of JSON in the form of bench/peers.

const modes = ['throughput', 'inference', 'raw-inference', 'model']

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    preset: { type: 'string', default: 'keras' },
    model: { type: 'string', default: 'model.onnx' },
    batch: { type: 'string' },
    threads: { type: 'string', default: String(availableParallelism()) },
    steps: { type: 'string', default: '300' },
    repeats: { type: 'string', default: '3' },
    passes: { type: 'string', default: '5' },
  },
})

const whole = (name: 'batch' | 'threads' | 'steps' | 'repeats' | 'passes') => {
  const value = Number(values[name])
  if (Number.isInteger(value) && value >= 1) return value
  throw new Error(`--${name}: expected a whole number, received ${values[name]}`)
}
const presetName = () => {
  const name = presetNames.find(name => name === values.preset)
  if (!name) throw new Error(`--preset: expected one of ${presetNames.join(', ')}, received ${values.preset}`)
  return name
}

function measure(mode: string | undefined): Promise<object> {
  const { model } = values
  const threads = whole('threads')
  switch (mode) {
    case 'throughput':
      return measureThroughput({
        preset: presetName(),
        threads,
        steps: whole('steps'),
        repeats: whole('repeats'),
        ...(values.batch !== undefined && { batch: whole('batch') }),
      })
    case 'inference':
      return measureInference({ model, threads, passes: whole('passes') })
    case 'raw-inference':
      return measureRawInference({ model, threads, passes: whole('passes') })
    case 'model':
      return writeModel(presetName(), model)
    default:
      throw new Error(`ours: expected a mode of ${modes.join(', ')}, received ${mode ?? 'none'}`)
  }
}

const mode = positionals[0]
const figures = await measure(mode)
const whole_seconds = performance.now() / 1000
console.log(JSON.stringify(rounded({ peer: 'ours', threads: whole('threads'), mode, ...figures, whole_seconds })))
