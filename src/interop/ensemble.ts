import { inContext } from '../errorContext.js'
import { ModelError, UsageError } from '../errors.js'
import { outputLayer } from '../model/logitsLayer.js'
import type { PlacedLayerConfig } from '../model/modelConfig.js'
import { exportModel } from '../model/modelFile.js'
import { modelFrom } from '../model/modelFrom.js'
import { equalTasks } from '../task.js'
import { emptyParameters, parameterValues } from '../training/parameters.js'
import { readTrainedModel, type TrainedModel } from './trainedModel.js'

/**
 * Joins classifiers in one model that yields the mean of their probabilities (soft voting): every net sees the same image, and a layer
 * `average` comes last. Weights stay as they are; the temperature of a calibrated model goes into those of its last layer. No reject
 * threshold is kept, since that of a member says nothing of the mean.
 *
 * @param models model files that this project wrote, two or more, of one task and one way to prepare pixels
 * @param names of the models, in errors. Default to model 1, model 2, …
 * @returns the bytes of an ONNX file that can be evaluated, exported and trained on, as any other
 * @throws {UsageError} if there are fewer than two models
 * @throws {ModelError} if a file is no classifier that this project wrote, or does not fit the first; it says which
 * @example await writeFile('ensemble.onnx', ensemble([first, second, third]))
 * @see Hansen and Salamon 1990, "Neural network ensembles", IEEE Transactions on Pattern Analysis and Machine Intelligence 12 (10)
 */
export function ensemble(models: readonly Uint8Array[], names: readonly string[] = []): Uint8Array {
  if (models.length < 2) throw new UsageError(`ensemble: expected at least two models, received ${models.length}`)
  const nameAt = (index: number) => names[index] ?? `model ${index + 1}`
  const members = models.map((bytes, index) => at(nameAt(index), () => readTrainedModel(bytes)))
  const [first] = members as [TrainedModel]
  for (const [index, member] of members.entries()) at(nameAt(index), () => expectLike(member, first))
  const { task } = first
  const network = modelFrom({
    task,
    preprocessing: first.network.config.preprocessing!,
    layers: [
      ...members.flatMap(({ network: { layers } }, index) =>
        layers.map<PlacedLayerConfig>(({ name, layer, inputs, sharedWith }) => ({
          kind: layer.kind,
          name: memberName(index, name),
          inputs: inputs.map(input => (input === 'image' ? input : memberName(index, input))),
          ...(sharedWith === undefined ? layer.config : { sharedWith: memberName(index, sharedWith) }),
        })),
      ),
      {
        kind: 'average',
        name: 'average',
        inputs: members.map(({ network }, index) => memberName(index, outputLayer(network))),
      },
    ],
  })
  const parameters = emptyParameters(network)
  const values = parameterValues(network, parameters)
  for (const [index, { network, parameters }] of members.entries())
    for (const [name, { data }] of Object.entries(parameterValues(network, parameters)))
      (values[memberName(index, name)]!.data as Float32Array).set(data as Float32Array)
  return exportModel(network, parameters)
}

/** Each member's names stay apart from those of the others. */
const memberName = (index: number, name: string) => `member${index + 1}/${name}`

function expectLike(member: TrainedModel, first: TrainedModel): void {
  if (!equalTasks(member.task, first.task))
    throw new ModelError(`expected a classifier of ${first.task.name}, received one of ${member.task.name}`)
  const [expected, received] = [first, member].map(({ network }) => network.config.preprocessing)
  if (received === undefined || received !== expected)
    throw new ModelError(`expected pixels that are prepared by ${expected}, received ${received}`)
}

function at<T>(name: string, compute: () => T): T {
  try {
    return compute()
  } catch (error) {
    throw inContext(`${name}: `, error)
  }
}
