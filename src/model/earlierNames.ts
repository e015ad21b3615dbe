// Files that earlier versions wrote use other names for some options. They are read here, and nowhere else.

const preprocessings: Names = { standardise: 'standardize', normalise: 'normalize' }

const trainingOptions: Names = {
  writtenDigits: 'syntheticDigits',
  nonDigits: 'outlierImages',
  calibrate: 'temperatureScaling',
}

const augmentationOptions: Names = { plainEpochs: 'disableAugmentationLastEpochs' }

/** Keys of a model file's metadata, and what they were called before. */
export const earlierMetadataKeys: Names = { rejectThreshold: 'refuseBelow' }

type Names = Readonly<Record<string, string>>

/** The configuration of a net, with or without its `training`, by today's names. What isn't one is left for others to reject. */
export function currentConfiguration(configuration: unknown): unknown {
  return renameConfiguration(configuration, names => names)
}

/** The `training` part of a configuration by today's names. */
export function currentTraining(training: unknown): unknown {
  return renameTraining(training, names => names)
}

/** The inverse of `currentConfiguration`: as version 0.1.0 wrote it. */
export function earlierConfiguration(configuration: unknown): unknown {
  return renameConfiguration(configuration, inverse)
}

/** The inverse of `currentTraining`: as version 0.1.0 wrote it. */
export function earlierTraining(training: unknown): unknown {
  return renameTraining(training, inverse)
}

type Direction = (names: Names) => Names

const inverse: Direction = names => Object.fromEntries(Object.entries(names).map(([earlier, now]) => [now, earlier]))

function renameConfiguration(configuration: unknown, direction: Direction): unknown {
  if (!isObject(configuration)) return configuration
  const { inputs, training } = configuration
  return {
    ...renamePreprocessing(configuration, direction),
    ...(Array.isArray(inputs) && { inputs: inputs.map(input => renamePreprocessing(input, direction)) }),
    ...(training !== undefined && { training: renameTraining(training, direction) }),
  }
}

function renamePreprocessing(value: unknown, direction: Direction): object {
  if (!isObject(value) || typeof value.preprocessing !== 'string') return value as object
  return { ...value, preprocessing: rename(value.preprocessing, direction(preprocessings)) }
}

function renameTraining(training: unknown, direction: Direction): unknown {
  if (!isObject(training)) return training
  const { augmentation } = training
  return {
    ...renameKeys(training, direction(trainingOptions)),
    ...(isObject(augmentation) && { augmentation: renameKeys(augmentation, direction(augmentationOptions)) }),
  }
}

function renameKeys(value: Readonly<Record<string, unknown>>, names: Names): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [rename(key, names), entry]))
}

function rename(name: string, names: Names): string {
  return Object.hasOwn(names, name) ? names[name]! : name
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
