import { isDigitTask, mnistTask, type Task } from '../task.js'
import { type Configuration, parseConfiguration } from './configuration.js'
import type { Preprocessing } from './preprocessing.js'

/** A net and a recipe that are known to work together. */
export const presetNames = ['mlp', 'keras', 'fast', 'tiny', 'accurate', 'handwriting'] as const

export type PresetName = (typeof presetNames)[number]

interface PresetFile {
  readonly preprocessing?: Preprocessing
  readonly layers: readonly object[]
  readonly training: object
}

/** How the larger nets begin. */
const stem = [
  { kind: 'conv2d', filters: 32, kernelSize: 5 },
  { kind: 'maxPool2d', poolSize: 2 },
  { kind: 'batchNormalization' },
  { kind: 'activation', function: 'relu' },
]

/** How they are trained, whatever they see. */
const longTraining = {
  epochs: 22,
  batchSize: 128,
  schedule: { kind: 'oneCycle', warmup: 0.15 },
  labelSmoothing: 0.1,
  temperatureScaling: true,
  validation: 5000,
}

const accurate = (classes: number, filters = 64) => ({
  layers: [
    ...stem,
    { kind: 'conv2d', filters, kernelSize: 3 },
    { kind: 'batchNormalization' },
    { kind: 'activation', function: 'relu' },
    { kind: 'conv2d', filters, kernelSize: 3 },
    { kind: 'maxPool2d', poolSize: 2 },
    { kind: 'batchNormalization' },
    { kind: 'activation', function: 'relu' },
    { kind: 'flatten' },
    { kind: 'dense', units: 128, activation: 'relu' },
    { kind: 'dense', units: classes, activation: 'softmax' },
  ],
  training: {
    ...longTraining,
    optimizer: { kind: 'adam', learningRate: 0.006, beta1: 0.8, beta2: 0.95 },
    augmentation: {
      rotation: 14,
      zoom: 0.12,
      shear: 0.12,
      translation: 1.5,
      elastic: 0.7,
      thickness: 0.4,
      blur: 0.3,
      contrast: 0.2,
      disableAugmentationLastEpochs: 3,
    },
    syntheticDigits: 4000,
    outlierImages: 5000,
  },
})

const convolution = (filters: number, { name, ...options }: { name?: string; [option: string]: unknown } = {}) => [
  { kind: 'conv2d', filters, kernelSize: 3, padding: 'same', ...options },
  { kind: 'batchNormalization' },
  { kind: 'activation', function: 'relu', ...(name && { name }) },
]

/** Two convolutions, the second with a skip. */
const block = (filters: number, name: string) => [
  ...convolution(filters, { name: `${name}First` }),
  ...convolution(filters, { name: `${name}Second` }),
  { kind: 'add', inputs: [`${name}First`, `${name}Second`], name },
]

/** Both the mean and the maximum of each map. */
const meanAndMaximum = (maps: string) => [
  { kind: 'globalAveragePool2d', inputs: [maps], name: 'mean' },
  { kind: 'globalMaxPool2d', inputs: [maps], name: 'maximum' },
  { kind: 'concatenate', inputs: ['mean', 'maximum'] },
]

/**
 * Two convolutions of the whole image, three blocks with a skip (He et al. 2015, arXiv 1512.03385), and both the mean and the maximum of each
 * map at the end.
 */
const residual = (classes: number) => ({
  layers: [
    ...convolution(32),
    ...convolution(64, { strides: 2 }),
    ...block(64, 'narrow'),
    { kind: 'maxPool2d', poolSize: 2 },
    ...block(128, 'middle'),
    { kind: 'maxPool2d', poolSize: 2 },
    ...block(256, 'wide'),
    ...meanAndMaximum('wide'),
    { kind: 'dense', units: classes, activation: 'softmax' },
  ],
  training: {
    ...longTraining,
    optimizer: {
      kind: 'adamw',
      learningRate: 0.004,
      beta1: 0.8,
      beta2: 0.95,
      weightDecay: 0.05,
      weightDecayKinds: ['kernel'],
    },
    augmentation: {
      horizontalFlip: true,
      translation: 1.5,
      zoom: 0.08,
      randomErasing: 0.25,
      disableAugmentationLastEpochs: 2,
    },
  },
})

const fast = (classes: number, { filters, units }: { filters: readonly [number, number]; units: number }) => [
  { kind: 'conv2d', filters: filters[0], kernelSize: 5, strides: 2, activation: 'relu' },
  { kind: 'conv2d', filters: filters[1], kernelSize: 3, activation: 'relu' },
  { kind: 'maxPool2d', poolSize: 2 },
  { kind: 'flatten' },
  { kind: 'dense', units, activation: 'relu' },
  { kind: 'dense', units: classes, activation: 'softmax' },
]

/**
 * Four convolutions, the first of which halves the image, and the mean and the maximum of each map: less than 10,000 weights, in C less than
 * 12 kB of code and constants.
 */
const tiny = (classes: number, task: Task) => ({
  layers: [
    ...convolution(16, { kernelSize: 5, strides: 2, padding: 'valid', useBias: false }),
    ...convolution(16, { padding: 'valid', useBias: false }),
    { kind: 'conv2d', filters: 16, kernelSize: 3, useBias: false },
    { kind: 'maxPool2d', poolSize: 2 },
    { kind: 'batchNormalization' },
    { kind: 'activation', function: 'relu' },
    ...convolution(22, { useBias: false, name: 'maps' }),
    ...meanAndMaximum('maps'),
    { kind: 'dense', units: classes, activation: 'softmax' },
  ],
  training: {
    epochs: 30,
    batchSize: 128,
    optimizer: { kind: 'adam', learningRate: 0.01, beta1: 0.8, beta2: 0.95 },
    schedule: { kind: 'oneCycle', warmup: 0.15 },
    temperatureScaling: true,
    validation: 5000,
    augmentation: {
      ...(task.isMirrored
        ? { horizontalFlip: true, translation: 1.5, zoom: 0.08 }
        : { rotation: 10, zoom: 0.1, shear: 0.1, translation: 1.5 }),
      disableAugmentationLastEpochs: 2,
    },
  },
})

/** Each is just what a configuration file could hold, for so many classes. */
const presets: Record<PresetName, (classes: number, task: Task) => PresetFile> = {
  // Two hidden layers: what the first chapter of every course builds.
  mlp: classes => ({
    layers: [
      { kind: 'flatten' },
      { kind: 'dense', units: 256, activation: 'relu', kernelInitializer: 'heNormal' },
      { kind: 'dropout', rate: 0.2 },
      { kind: 'dense', units: 128, activation: 'relu', kernelInitializer: 'heNormal' },
      { kind: 'dropout', rate: 0.2 },
      { kind: 'dense', units: classes, activation: 'softmax' },
    ],
    training: { epochs: 10, batchSize: 128, optimizer: { kind: 'adam', learningRate: 0.001 }, validation: 5000 },
  }),
  // "Simple MNIST convnet" of keras.io/examples/vision/mnist_convnet: the same layers, initializers and recipe.
  keras: classes => ({
    preprocessing: 'normalize',
    layers: [
      { kind: 'conv2d', filters: 32, kernelSize: 3, activation: 'relu' },
      { kind: 'maxPool2d', poolSize: 2 },
      { kind: 'conv2d', filters: 64, kernelSize: 3, activation: 'relu' },
      { kind: 'maxPool2d', poolSize: 2 },
      { kind: 'flatten' },
      { kind: 'dropout', rate: 0.5 },
      { kind: 'dense', units: classes, activation: 'softmax' },
    ],
    training: { epochs: 15, batchSize: 128, optimizer: { kind: 'adam', learningRate: 0.001 }, validation: 6000 },
  }),
  // Small, with strides instead of a first pool, trained in one cycle of a high learning rate toward softened targets, by epochs that
  // compute less. Every choice was made on held-out training images; bench/README.md has the tables of what was tried.
  // Digits leave their margins nearly empty; what is harder to tell apart is seen whole, three times, by a net with more filters.
  fast: (classes, task) => ({
    layers: isDigitTask(task)
      ? [{ kind: 'cropping2d', cropping: 2 }, ...fast(classes, { filters: [12, 32], units: 256 })]
      : fast(classes, { filters: [16, 48], units: 128 }),
    training: {
      batchSize: 256,
      schedule: { kind: 'oneCycle', warmup: 0.15 },
      validation: 2000,
      whitening: true,
      stridedPoolingFirstEpochs: 1,
      ...(isDigitTask(task)
        ? {
            epochs: 2,
            optimizer: { kind: 'adam', learningRate: 0.014, beta1: 0.7, beta2: 0.9 },
            labelSmoothing: 0.1,
            freezeFirstLayerLastEpochs: 1,
          }
        : {
            epochs: 3,
            optimizer: { kind: 'adam', learningRate: 0.007, beta1: 0.8, beta2: 0.95 },
            labelSmoothing: 0.15,
            freezeFirstLayerLastEpochs: 2,
          }),
    },
  }),
  // As few weights as can be had for the accuracy: for a microcontroller, or to see how little it takes.
  tiny,
  // A larger net, trained on images turned, bent, thicker and thinner, and on what is no digit; of things that are no handwriting, one
  // whose skips and global pools are made for texture, on images in a mirror and moved a little.
  accurate: (classes, task) => (task.isMirrored ? residual(classes) : accurate(classes)),
  // The same for digits as the reader cuts them out of pictures. The model that ships with the package is one of these;
  // models/README.md is its card.
  handwriting: classes => {
    const { layers, training } = accurate(classes, 80)
    const disturbances = { outline: 0.06, noise: 0.2, background: 0.6, lines: 2, erasing: 2 }
    const augmentation = { ...training.augmentation, ...disturbances, disableAugmentationLastEpochs: 2 }
    return { layers, training: { ...training, augmentation, epochs: 20, sceneCrops: 60_000 } }
  },
}

/**
 * The configuration of a preset. Generated digits and other images are mixed in for MNIST's digits only.
 *
 * @param task of the network. Defaults to MNIST's digits.
 * @example networkFrom(preset('fast'))
 */
export function preset(name: PresetName, task: Task = mnistTask): Configuration {
  const { layers, preprocessing, training } = presets[name](task.classes.length, task)
  const generated = isDigitTask(task) ? {} : { syntheticDigits: 0, outlierImages: 0, sceneCrops: 0 }
  return parseConfiguration({
    task,
    layers,
    ...(preprocessing && { preprocessing }),
    training: { ...training, ...generated },
  })
}
