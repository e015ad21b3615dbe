import { ensemble } from '../../interop/ensemble.js'
import { readAs, writeWhole } from '../../node/files.js'
import { expectFree } from '../expectFree.js'
import { print } from '../output.js'

/** Joins model files in one that yields the mean of their probabilities, and prints its name. */
export async function runEnsemble(paths: readonly string[], { out }: { readonly out?: string }): Promise<void> {
  if (out === undefined) await expectFree('ensemble.onnx')
  const models = await Promise.all(paths.map(path => readAs(path, bytes => bytes)))
  const path = out ?? 'ensemble.onnx'
  await writeWhole(path, ensemble(models, paths))
  print(path)
}
