import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { createFinder, type Finder } from '../model/finder.js'
import { nodeRuntime } from '../runtime/node.js'

/** The finder that comes with this package; the same place seen from the source and from the build. */
const shipped = fileURLToPath(new URL('../../models/finder.onnx', import.meta.url))

/**
 * Opens the network that finds digits in pictures.
 *
 * @param options.threads cores that it may use
 * @example const found = await (await loadFinder({ threads: 1 })).findAll(tones)
 */
export async function loadFinder(options: { readonly threads: number; readonly path?: string }): Promise<Finder> {
  return createFinder(nodeRuntime, await readFile(options.path ?? shipped), options)
}
