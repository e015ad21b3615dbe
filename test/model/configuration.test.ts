import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import {
  defaultRecipe,
  networkFrom,
  parseConfiguration,
  parseRecipe,
  readConfiguration,
} from '../../src/model/configuration.js'
import { preset, presetNames } from '../../src/model/presets.js'
import { defineTask, mnistTask } from '../../src/task.js'

const head = [{ kind: 'flatten' }, { kind: 'dense', units: 10, activation: 'softmax' }]

describe('what a configuration leaves out is filled in', () => {
  test('the shortest file', () =>
    expect(parseConfiguration({ layers: head })).toEqual({
      task: mnistTask,
      preprocessing: 'standardize',
      layers: [
        { kind: 'flatten' },
        { kind: 'dense', units: 10, activation: 'softmax', useBias: true, kernelInitializer: 'glorotUniform' },
      ],
      training: {
        ...defaultRecipe,
        optimizer: { kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
      },
    }))
  test('a file that names everything', () => {
    const training = {
      epochs: 3,
      batchSize: 64,
      optimizer: { kind: 'sgd', learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.001 },
      schedule: { kind: 'oneCycle', warmup: 0.2, start: 0.1, final: 0 },
      labelSmoothing: 0.1,
      validation: 100,
      earlyStopping: { monitor: 'validationAccuracy', patience: 2 },
      restoreBest: true,
    }
    expect(readConfiguration(JSON.stringify({ preprocessing: 'normalize', layers: head, training }))).toMatchObject({
      preprocessing: 'normalize',
      training,
    })
  })
  test('it can be parsed again, and is then the same', () => {
    for (const name of presetNames) expect(parseConfiguration(preset(name))).toEqual(preset(name))
    fc.assert(
      fc.property(configurations, value => {
        const once = parseConfiguration(value)
        expect(parseConfiguration(once)).toEqual(once)
        expect(readConfiguration(JSON.stringify(once))).toEqual(once)
        expect(networkFrom(once).config).toEqual({ preprocessing: once.preprocessing, layers: once.layers })
      }),
      { numRuns: 200 },
    )
  })
  test('a net for another task says so, and takes the shape and the number of classes from it', () => {
    const task = defineTask({
      name: 'Signs',
      imageShape: [3, 9, 7],
      classes: ['a', 'b'],
      mean: [0, 0.5, 1],
      deviation: [1, 2, 3],
    })
    const layers = [{ kind: 'flatten' }, { kind: 'dense', units: 2, activation: 'softmax' }]
    for (const configuration of [parseConfiguration({ layers }, task), parseConfiguration({ task, layers })]) {
      expect(configuration.task).toEqual(task)
      const network = networkFrom(configuration)
      expect(network.task).toEqual(task)
      expect(network.inputs).toEqual([{ name: 'image', shape: [3, 9, 7], dtype: 'uint8' }])
      expect(network.config.task).toEqual(task)
      expect(networkFrom(network.config).config).toEqual(network.config)
    }
    expect(() => parseConfiguration({ task, layers: head })).toThrow(
      "sequential: expected a last layer that yields [2] probabilities by softmax, such as dense({ units: 2, activation: 'softmax' }), received dense with output shape [10]",
    )
    expect(() => parseConfiguration({ task: { ...task, mean: [0] }, layers })).toThrow(
      'task: expected mean to have 3 numbers, one per channel, received 1',
    )
  })
  test('what was given is left as it was', () => {
    const value = { layers: head, training: { schedule: { kind: 'cosine' }, earlyStopping: { patience: 1 } } }
    const before = structuredClone(value)
    parseConfiguration(value)
    expect(value).toEqual(before)
  })
})

describe('each kind of mistake has its message', () => {
  const withLayers = (...layers: unknown[]) => ({ layers: [...layers, ...head] })
  const withTraining = (training: unknown) => ({ layers: head, training })
  const optimizers = 'one of sgd, adam, adamw, rmsprop, lion, muon'
  const schedules = 'one of constant, step, linear, cosine, cosineRestarts, reduceOnPlateau, oneCycle'
  const kinds =
    'dense, conv2d, depthwiseConv2d, separableConv2d, conv2dTranspose, maxPool2d, averagePool2d, globalMaxPool2d, ' +
    'globalAveragePool2d, upSampling2d, zeroPadding2d, cropping2d, flatten, reshape, dropout, batchNormalization, ' +
    'layerNormalization, squeezeExcite, activation, add, average, concatenate'
  const recipe =
    'epochs, batchSize, optimizer, schedule, labelSmoothing, classWeight, augmentation, syntheticDigits, outlierImages, sceneCrops, whitening, stridedPoolingFirstEpochs, freezeFirstLayerLastEpochs, temperatureScaling, validation, earlyStopping, restoreBest'
  const cases: [unknown, string][] = [
    // The whole.
    [null, 'configuration: expected an object of options, received null'],
    [[], 'configuration: expected an object of options, received []'],
    [{}, 'configuration: expected layers, which is missing'],
    [{ layers: [] }, 'configuration: expected layers to be a list of layers, received []'],
    [{ layers: {} }, 'configuration: expected layers to be a list of layers, received {}'],
    [
      { layers: head, epochs: 3 },
      'configuration: unknown option "epochs"; allowed are task, preprocessing, inputs, layers, outputs, training',
    ],
    [
      { layers: head, preprocessing: 'none' },
      'configuration: expected preprocessing to be one of standardize, normalize, received "none"',
    ],
    // Layers.
    [withLayers('flatten'), 'layers[0]: expected a layer such as {"kind": "flatten"}, received "flatten"'],
    [withLayers(null), 'layers[0]: expected a layer such as {"kind": "flatten"}, received null'],
    [withLayers({}), `layers[0]: expected kind to be one of ${kinds}, received nothing`],
    [withLayers({ kind: 'toString' }), `layers[0]: expected kind to be one of ${kinds}, received "toString"`],
    [withLayers({ kind: 'dropout', rate: 1.5 }), 'layers[0]: dropout: expected rate to be in [0, 1), received 1.5'],
    [withLayers({ kind: 'dropout' }), 'layers[0]: dropout: expected rate, which is missing'],
    [withLayers({ kind: 'dropout', rate: 0.5, seed: 1 }), 'layers[0]: dropout: unknown option "seed"; allowed is rate'],
    [
      withLayers({ kind: 'conv2d', filters: 8, kernelSize: [3, 0] }),
      'layers[0]: conv2d: expected kernelSize to be a positive integer or two of them, [height, width], received [3,0]',
    ],
    // Nets that do not fit together.
    [
      withLayers({ kind: 'flatten' }, { kind: 'maxPool2d' }),
      'layers[1]: maxPool2d: expected an input of shape [channels, height, width], received [784]',
    ],
    [
      { layers: head.slice(1) },
      'layers[0]: dense: expected an input of shape [features], received [1, 28, 28]; put a flatten layer before it',
    ],
    [
      withLayers({ kind: 'conv2d', filters: 8, kernelSize: 29 }),
      'layers[0]: conv2d: expected a window that fits into 28 × 28 pixels, received 29 × 29',
    ],
    [
      { layers: [...head, { kind: 'dropout', rate: 0.5 }] },
      'sequential: expected a last layer that yields [10] probabilities by softmax, such as ' +
        "dense({ units: 10, activation: 'softmax' }), received dropout with output shape [10] and activation none",
    ],
    [
      { layers: [head[0], { kind: 'dense', units: 9, activation: 'softmax' }] },
      'sequential: expected a last layer that yields [10] probabilities by softmax, such as ' +
        "dense({ units: 10, activation: 'softmax' }), received dense with output shape [9] and activation softmax",
    ],
    [
      { layers: [head[0], { kind: 'dense', units: 10, activation: { kind: 'elu' } }] },
      'sequential: expected a last layer that yields [10] probabilities by softmax, such as ' +
        "dense({ units: 10, activation: 'softmax' }), received dense with output shape [10] and activation " +
        '{"kind":"elu","alpha":1}',
    ],
    // The recipe.
    [withTraining([]), 'configuration: expected training to be an object, received []'],
    [withTraining(5), 'configuration: expected training to be an object, received 5'],
    [withTraining({ epoch: 3 }), `training: unknown option "epoch"; allowed are ${recipe}`],
    [withTraining({ epochs: 0 }), 'training: expected epochs to be a positive integer, received 0'],
    [withTraining({ epochs: '3' }), 'training: expected epochs to be a positive integer, received "3"'],
    [withTraining({ batchSize: 1.5 }), 'training: expected batchSize to be a positive integer, received 1.5'],
    [withTraining({ augmentation: { zoom: 2 } }), 'training: augmentation: expected zoom to be in [0, 1), received 2'],
    [withTraining({ labelSmoothing: 1 }), 'training: expected labelSmoothing to be in [0, 1), received 1'],
    [withTraining({ validation: -1 }), 'training: expected validation to be a whole number ≥ 0, received -1'],
    [withTraining({ restoreBest: 'yes' }), 'training: expected restoreBest to be true or false, received "yes"'],
    [withTraining({ optimizer: 'adam' }), 'training: expected optimizer to be an object, received "adam"'],
    [withTraining({ optimizer: [] }), 'training: expected optimizer to be an object, received []'],
    [withTraining({ optimizer: {} }), `training: optimizer: expected kind to be ${optimizers}, received nothing`],
    [
      withTraining({ optimizer: { kind: 'constructor' } }),
      `training: optimizer: expected kind to be ${optimizers}, received "constructor"`,
    ],
    [
      withTraining({ optimizer: { kind: 'adam', learningRate: -1 } }),
      'training: adam: expected learningRate to be a number > 0, received -1',
    ],
    [
      withTraining(JSON.parse('{"optimizer": {"kind": "adam", "constructor": 1}}')),
      'training: adam: unknown option "constructor"; allowed are learningRate, beta1, beta2, epsilon, globalClipNorm, emaMomentum',
    ],
    [
      withTraining({ schedule: { kind: 'slow' } }),
      `training: schedule: expected kind to be ${schedules}, received "slow"`,
    ],
    [
      withTraining({ schedule: { kind: 'cosine', final: 2 } }),
      'training: schedule cosine: expected final to be in [0, 1), received 2',
    ],
    [withTraining({ earlyStopping: {} }), 'training: earlyStopping: expected patience, which is missing'],
    [
      withTraining({ earlyStopping: { patience: 0 } }),
      'training: earlyStopping: expected patience to be a positive integer, received 0',
    ],
    [
      withTraining({ earlyStopping: { patience: 1, monitor: 'loss' } }),
      'training: earlyStopping: expected monitor to be one of validationLoss, validationAccuracy, received "loss"',
    ],
    [
      withTraining({ validation: 0, earlyStopping: { patience: 1 } }),
      'training: expected validation images for earlyStopping, restoreBest and temperatureScaling, received validation 0',
    ],
    [
      withTraining({ validation: 0, restoreBest: true }),
      'training: expected validation images for earlyStopping, restoreBest and temperatureScaling, received validation 0',
    ],
    // Keys that every object inherits.
    ...['__proto__', 'constructor', 'toString'].map((key): [unknown, string] => [
      JSON.parse(`{"layers": [], "${key}": {"layers": []}}`),
      `configuration: unknown option "${key}"; allowed are task, preprocessing, inputs, layers, outputs, training`,
    ]),
    [
      JSON.parse('{"layers": [{"kind": "flatten", "__proto__": {}}]}'),
      'layers[0]: flatten: unknown option "__proto__"; allowed are none',
    ],
    [
      { layers: head, training: JSON.parse('{"__proto__": {"epochs": 1}}') },
      `training: unknown option "__proto__"; allowed are ${recipe}`,
    ],
  ]
  for (const [value, message] of cases)
    test(message, () => expect(() => parseConfiguration(value)).toThrow(new UsageError(message)))
  test('a text that is no JSON', () => {
    expect(() => readConfiguration('{ layers: [] }')).toThrow(
      /^configuration: expected JSON, received "{ layers: \[\] }" \(.+\)$/,
    )
    expect(() => readConfiguration('')).toThrow(/^configuration: expected JSON, received "" \(.+\)$/)
    expect(() => readConfiguration('x'.repeat(1000))).toThrow(/received "x{40}" \(/)
  })
  test('whatever is given, the error is one of these, and never the engine’s own', () =>
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.record({ layers: fc.jsonValue(), training: fc.jsonValue() })), value => {
        try {
          parseConfiguration(value)
        } catch (error) {
          expect((error as Error).constructor).toBe(UsageError)
          expect((error as Error).message).toMatch(
            /^(configuration|training|layers\[\d+\]|sequential): .*(expected|unknown option)/,
          )
        }
      }),
      { numRuns: 500 },
    ))
})

test('a recipe by itself is checked in the same way', () => {
  expect(parseRecipe({ epochs: 2 }).epochs).toBe(2)
  expect(() => parseRecipe({ layers: [] })).toThrow('training: unknown option "layers"')
})

test('every preset builds a net that ends in ten probabilities', () => {
  for (const name of presetNames) expect(networkFrom(preset(name)).layers.at(-1)!.outputShape).toEqual([10])
})

/** Valid configurations: some layers on the image, some on the vector, and a head. */
const size = fc.integer({ min: 1, max: 3 })
const sizes = fc.oneof(size, fc.tuple(size, size))
const padding = fc.constantFrom('valid', 'same')
const activation = fc.constantFrom('relu', 'gelu', 'tanh', { kind: 'leakyRelu' }, { kind: 'elu', alpha: 0.5 })
const optional = <T>(record: { [K in keyof T]: fc.Arbitrary<T[K]> }, required: (keyof T & string)[]) =>
  fc.record(record, { requiredKeys: required as never[] })
const anywhere = [
  fc.record({ kind: fc.constant('dropout'), rate: fc.double({ min: 0, max: 0.99, noNaN: true }) }),
  optional({ kind: fc.constant('batchNormalization'), momentum: fc.constantFrom(0, 0.5) }, ['kind']),
  fc.record({ kind: fc.constant('activation'), function: activation }),
]
const onImages = fc.oneof(
  optional(
    {
      kind: fc.constant('conv2d'),
      filters: size,
      kernelSize: sizes,
      strides: fc.constant(1),
      padding,
      activation,
      useBias: fc.boolean(),
    },
    ['kind', 'filters', 'kernelSize'],
  ),
  optional({ kind: fc.constantFrom('maxPool2d', 'averagePool2d'), poolSize: size, strides: size, padding }, ['kind']),
  ...anywhere,
)
const onVectors = fc.oneof(
  optional({ kind: fc.constant('dense'), units: size, activation }, ['kind', 'units']),
  ...anywhere,
)
const configurations = fc.record(
  {
    preprocessing: fc.constantFrom('standardize', 'normalize'),
    layers: fc
      .tuple(
        fc.array(onImages, { maxLength: 2 }),
        fc.constantFrom({ kind: 'flatten' }, { kind: 'globalAveragePool2d' }),
        fc.array(onVectors, { maxLength: 3 }),
      )
      .map(([images, middle, vectors]) => [
        ...images,
        middle,
        ...vectors,
        { kind: 'dense', units: 10, activation: 'softmax' },
      ]),
    training: fc.record(
      {
        epochs: size,
        optimizer: fc.record({ kind: fc.constantFrom('sgd', 'adam', 'adamw') }),
        schedule: fc.record({ kind: fc.constantFrom('constant', 'step', 'cosine', 'oneCycle') }),
        earlyStopping: fc.record({ patience: size }),
        restoreBest: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['layers'] },
)
