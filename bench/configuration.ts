import { readFile } from 'node:fs/promises'
import { type Configuration, preset, presetNames, readConfiguration } from '../src/index.js'

/** The configuration of a preset or, where the name ends so, of a JSON file. */
export async function configurationOf(net: string): Promise<Configuration> {
  if (net.endsWith('.json')) return readConfiguration(await readFile(net, 'utf8'))
  const name = presetNames.find(name => name === net)
  if (name) return preset(name)
  throw new Error(`net: expected one of ${presetNames.join(', ')} or a .json file, received ${net}`)
}
