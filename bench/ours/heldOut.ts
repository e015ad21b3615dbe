import { readFile } from 'node:fs/promises'
import {
  type Configuration,
  fit as fitNetwork,
  loadMnist,
  networkFrom,
  preset,
  presetNames,
  readConfiguration,
  splitDigits,
} from '../../src/index.js'

/** Training images that a recipe is judged by. The split has a seed of its own, so that all recipes face the same ones. */
const HELD_OUT = { validation: 10_000, seed: 0 }

/** The configuration of a preset or, where the name ends so, of a JSON file. */
export async function configurationOf(net: string): Promise<Configuration> {
  if (net.endsWith('.json')) return readConfiguration(await readFile(net, 'utf8'))
  const name = presetNames.find(name => name === net)
  if (name) return preset(name)
  throw new Error(`net: expected one of ${presetNames.join(', ')} or a .json file, received ${net}`)
}

/** Trains on 50,000 images and measures on the other 10,000. The test images are not even opened. */
export async function measureHeldOut(options: {
  readonly net: string
  readonly seed: number
  readonly threads: number
}) {
  const { training: recipe, ...net } = await configurationOf(options.net)
  const { training: digits } = await loadMnist({ parts: ['training'] })
  const { training, validation } = splitDigits(digits, HELD_OUT)
  const started = performance.now()
  const { classifier, history } = await fitNetwork(networkFrom(net), training, {
    ...recipe,
    seed: options.seed,
    threads: options.threads,
  })
  const train_seconds = (performance.now() - started) / 1000
  const { accuracy, loss } = await classifier.evaluate(validation)
  await classifier.dispose()
  return { net: options.net, held_out: HELD_OUT.validation, epochs: history.length, accuracy, loss, train_seconds }
}
