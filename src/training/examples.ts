import { DataError } from '../errors.js'
import type { Network, TensorSpec } from '../layers/network.js'
import { size } from './parameters.js'

/** Values of examples, one after the other: float32, or uint8 for labels and pixels. */
export type ExampleArray = Float32Array | Uint8Array

/** Examples in memory: arrays by name, each with the values of one example after those of the other. */
export interface Examples {
  readonly count: number
  /** One array for each input of the network. */
  readonly inputs: Readonly<Record<string, ExampleArray>>
  /** One array for each target of the loss. */
  readonly targets: Readonly<Record<string, ExampleArray>>
  /** How much each example counts in loss and metrics. Defaults to 1 for each. */
  readonly sampleWeights?: Float32Array
}

/** What one step learns from: all examples, or those at the indices. */
export interface Batch extends Examples {
  readonly indices?: Uint32Array
}

/** How many examples a batch has. */
export function batchLength({ count, indices }: Batch): number {
  return indices?.length ?? count
}

/**
 * Refuses examples that do not fit a network and its loss.
 *
 * @param owner who refuses them, as the error shall name it
 * @throws {DataError} that names the array, the type and length that it should have, and what it has
 */
export function expectExamples(
  owner: string,
  examples: Examples,
  specs: Pick<Network, 'inputs'> & { readonly targets: readonly TensorSpec[] },
): void {
  const { count, inputs, targets, sampleWeights } = examples
  const groups: [sort: string, specs: readonly TensorSpec[], arrays: Examples['inputs'] | undefined][] = [
    ['input', specs.inputs, inputs],
    ['target', specs.targets, targets],
    ['', [{ name: 'sampleWeights', shape: [], dtype: 'float32' }], sampleWeights ? { sampleWeights } : undefined],
  ]
  for (const [sort, group, arrays] of groups)
    for (const { name, shape, dtype } of arrays ? group : []) {
      const array = Object.hasOwn(arrays!, name) ? arrays![name] : undefined
      const fits = dtype === 'uint8' ? array instanceof Uint8Array : array instanceof Float32Array
      if (fits && array!.length === count * size(shape)) continue
      const wanted = `${dtype === 'uint8' ? 'Uint8Array' : 'Float32Array'} of ${count * size(shape)} values`
      const received = array ? `${array.constructor.name} of ${array.length}` : 'none'
      throw new DataError(
        `${owner}: expected ${`${sort} ${name}`.trim()} to be a ${wanted}, [${[count, ...shape].join(', ')}], received ${received}`,
      )
    }
}

/** Copies the values of some examples of a batch, from the given one on, one after the other, as many as the target holds. */
export function gather(
  source: ExampleArray,
  perExample: number,
  batch: Batch,
  start: number,
  target: ExampleArray,
): void {
  const { indices } = batch
  if (!indices) {
    target.set(source.subarray(start * perExample, start * perExample + target.length))
    return
  }
  for (let i = 0; i * perExample < target.length; i++) {
    const from = indices[start + i]! * perExample
    target.set(source.subarray(from, from + perExample), i * perExample)
  }
}
