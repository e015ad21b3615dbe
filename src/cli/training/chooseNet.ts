import { basename } from 'node:path'
import { asUsage } from '../../errorContext.js'
import { UsageError } from '../../errors.js'
import { type Configuration, readConfiguration } from '../../model/configuration.js'
import { preset } from '../../model/presets.js'
import { readAs } from '../../node/files.js'
import { describeTask, sameTask, type Task } from '../../task.js'
import type { NetOptions } from '../sharedOptions.js'

/** A net and its recipe, and what people call it. */
export interface NamedConfiguration {
  /** The preset's name, or the configuration file's without folder and `.json`. */
  readonly name: string
  readonly configuration: Configuration
}

/**
 * The net that `--preset` or `--model` names; the preset `fast` where neither is given.
 *
 * @param task what it is to classify. Defaults to what a configuration file says, or else to MNIST's digits.
 * @throws UsageError where the configuration file is missing or not valid, or for another task
 */
export async function chooseNet(options: NetOptions, task?: Task): Promise<NamedConfiguration> {
  const { model, preset: name = 'fast' } = options
  if (model === undefined) return { name, configuration: preset(name, task) }
  const configuration = await asUsage(() =>
    readAs(model, bytes => readConfiguration(new TextDecoder().decode(bytes), task)),
  )
  if (task && !sameTask(task, configuration.task))
    throw new UsageError(
      `${model}: expected a net for ${describeTask(task)}, received one for ${describeTask(configuration.task)}`,
    )
  return { name: basename(model).replace(/\.json$/i, ''), configuration }
}
