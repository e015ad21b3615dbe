import { readFile } from 'node:fs/promises'
import { createFinder, type Finder } from '../model/finder.js'
import { nodeRuntime } from '../runtime/node.js'
import { shippedFinder } from './shippedModels.js'

/**
 * Opens the network that finds digits in pictures.
 *
 * @param options.threads cores that it may use
 * @example const found = await (await loadFinder({ threads: 1 })).findAll(grayLevels)
 */
export async function loadFinder(options: { readonly threads: number; readonly path?: string }): Promise<Finder> {
  return createFinder(nodeRuntime, await readFile(options.path ?? shippedFinder), options)
}
