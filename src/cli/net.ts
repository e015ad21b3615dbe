import { basename } from 'node:path'
import { asUsage } from '../errors.js'
import { type Configuration, readConfiguration } from '../model/configuration.js'
import { preset } from '../model/presets.js'
import { readAs } from '../node/files.js'
import type { NetOptions } from './options.js'

/** A net and its recipe, and what people call it. */
export interface NamedConfiguration {
  /** The preset's name, or the configuration file's without folder and `.json`. */
  readonly name: string
  readonly configuration: Configuration
}

/**
 * The net that `--preset` or `--model` names; the preset `fast` where neither is given.
 *
 * @throws UsageError where the configuration file is missing or not valid
 */
export async function chooseNet(options: NetOptions): Promise<NamedConfiguration> {
  const { model, preset: name = 'fast' } = options
  if (model === undefined) return { name, configuration: preset(name) }
  const configuration = await asUsage(() => readAs(model, bytes => readConfiguration(new TextDecoder().decode(bytes))))
  return { name: basename(model).replace(/\.json$/i, ''), configuration }
}
