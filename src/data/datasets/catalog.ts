import { UsageError } from '../../errors.js'
import { sameTask, type Task } from '../../task.js'
import type { Dataset } from '../dataset.js'
import { emnist } from './emnist.js'
import { fashionMnist } from './fashionMnist.js'
import { k49 } from './k49.js'
import { kmnist } from './kmnist.js'
import { mnist } from './mnist.js'
import { qmnist } from './qmnist.js'
import { usps } from './usps.js'

/** Every dataset that can be called by its name. */
export const datasets: readonly Dataset[] = [mnist, fashionMnist, kmnist, k49, ...emnist, qmnist, usps]

/** The names, in the order that they are listed in. */
export const datasetNames: readonly string[] = datasets.map(({ name }) => name)

/**
 * The dataset of a name.
 *
 * @throws {UsageError} if there is none, with all names
 * @example datasetNamed('fashion-mnist').task.classes[9] // 'ankle boot'
 */
export function datasetNamed(name: string): Dataset {
  const dataset = datasets.find(dataset => dataset.name === name)
  if (!dataset) throw new UsageError(`expected a dataset of ${datasetNames.join(', ')}, received ${name}`)
  return dataset
}

/** The dataset of a task: what a model that carries it was trained on, whatever mean and deviation an imported one has. */
export function datasetOfTask(task: Task): Dataset | undefined {
  return datasets.find(dataset => dataset.task.name === task.name && sameTask(dataset.task, task))
}
