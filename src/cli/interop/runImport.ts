import { basename } from 'node:path'
import { inContext } from '../../errorContext.js'
import { formatCount } from '../../figures/format.js'
import { importModel } from '../../interop/importModel.js'
import type { PixelRange } from '../../interop/pixels.js'
import { createClassifier } from '../../model/classifier.js'
import { readTrainedNetwork } from '../../model/modelFile.js'
import { countWeights } from '../../model/summary.js'
import { readAs, writeWhole } from '../../node/files.js'
import { openData } from '../../node/openData.js'
import { nodeRuntime } from '../../runtime/node.js'
import { describeTask } from '../../task.js'
import { expectFree } from '../expectFree.js'
import { print, printError } from '../output.js'
import { type DataCommandOptions, dataOf } from '../sharedOptions.js'

/** Options of `mnist import`. */
export interface ImportCommandOptions extends DataCommandOptions {
  readonly pixels?: PixelRange
  readonly out?: string
}

/** Reads a net of another framework, tries it, and writes it as a model file. */
export async function runImport(path: string, options: ImportCommandOptions): Promise<void> {
  const { pixels, dataset, data } = options
  const out = options.out ?? `${basename(path).replace(/\.\w+$/, '')}.onnx`
  if (options.out === undefined) await expectFree(out)
  const isOfData = dataset !== undefined || data !== undefined
  const task = isOfData ? (await openData(dataOf(options))).task : undefined
  const { model, notes } = await readAs(path, bytes => bytes)
    .then(bytes => importModel(bytes, { ...(task && { task }), ...(pixels && { pixels }) }))
    .catch(error => {
      throw error.message.startsWith(path) ? error : inContext(`${path}: `, error)
    })
  const classifier = await createClassifier(nodeRuntime, model, { threads: 1, name: path })
  await classifier.dispose()
  await writeWhole(out, model)
  const { weights } = readTrainedNetwork(model).network
  print(`${out}: ${formatCount(countWeights(weights))} parameters, for ${describeTask(classifier.metadata.task)}`)
  for (const note of notes) printError(`mnist import: ${note}`)
}
