import { parseArgs } from 'node:util'
import { fit, loadMnist, networkFrom, preset, presetNames } from '../src/index.js'
import { spread } from './statistics.js'
import { formatSpread } from './tables.js'
import './tellErrors.js'

// What the learning curve costs: the same training with its looks at validation examples within the epochs, and with those at their
// ends alone, in turn. Processor time is counted, from the first step on, since looks compute and wait for nothing.

const { values } = parseArgs({
  options: {
    preset: { type: 'string', default: 'fast' },
    rounds: { type: 'string', default: '7' },
    threads: { type: 'string', default: '1' },
  },
})
const name = presetNames.find(name => name === values.preset)
if (!name) throw new Error(`--preset: expected one of ${presetNames.join(', ')}, received ${values.preset}`)
const [rounds, threads] = [Number(values.rounds), Number(values.threads)]
const { training: recipe, ...net } = preset(name)
const { training: digits } = await loadMnist({ parts: ['training'] })

/** Seconds of a processor that a training takes. */
async function timeTraining(looks: { readonly validationsPerEpoch?: number }): Promise<number> {
  let ready = process.cpuUsage()
  const onReady = () => {
    ready = process.cpuUsage()
  }
  const { classifier } = await fit(networkFrom(net), digits, { ...recipe, seed: 0, threads, ...looks, onReady })
  const { user, system } = process.cpuUsage(ready)
  await classifier.dispose()
  return (user + system) / 1e6
}

const withLooks = () => timeTraining({})
const without = () => timeTraining({ validationsPerEpoch: 1 })

await without() // warms up
const ratios: number[] = []
for (let round = 0; round < rounds; round++) {
  // Each goes first in every other round.
  const [first, second] = round % 2 === 0 ? [without, withLooks] : [withLooks, without]
  const [a, b] = [await first(), await second()]
  const ratio = round % 2 === 0 ? b / a : a / b
  ratios.push(ratio)
  console.log(`round ${round + 1}: ${ratio.toFixed(3)}`)
}
console.log(`with the curve's looks, ${name} takes ${formatSpread(spread(ratios), 3)} times the processor time`)
