import { expect } from 'vitest'
import { gradients } from '../../src/graph/backward.js'
import { multiply, scale } from '../../src/graph/elementwise.js'
import { batchFirst, batchLast } from '../../src/graph/layout.js'
import { keepMask } from '../../src/graph/noise.js'
import { toOnnx } from '../../src/graph/onnx.js'
import { sum } from '../../src/graph/reduction.js'
import { rewrite } from '../../src/graph/rewrite.js'
import { forwardPasses } from '../../src/graph/rules/rules.js'
import { input, type Tensor } from '../../src/graph/tensor.js'
import { anyLayerFrom, layerBuilders, mergeBuilders } from '../../src/layers/catalog.js'
import type { ExampleShape, Layer, MergeLayer, TrainingContext } from '../../src/layers/layer.js'
import { randomStream } from '../../src/random.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import type { Value, Values } from '../../src/runtime/runtime.js'
import { largestError, roundingOf, sizesOfEntries, slopes } from './differences.js'

/** How far a gradient may lie from a finite difference, relative to its size. */
const TOLERANCE = 1e-2
/** Steps of the finite differences; the smaller one, with the slopes of both sides, is for where the function has a kink. */
const STEPS = [1e-2, 1e-3] as const

/**
 * The contract of every layer: frozen data that builds the same layer again; shapes as the runtime finds them; the same
 * answer to the same question, in training as at prediction; gradients that agree with finite differences, whatever the order in
 * which its input was computed; a clear refusal of what does not fit.
 *
 * @param wrongShapes input shapes that the layer must refuse
 */
export async function checkLayer<Build extends (options: never) => Layer>(
  build: Build,
  options: Parameters<Build>[0],
  inputShape: ExampleShape,
  { wrongShapes = [] as readonly ExampleShape[] } = {},
): Promise<void> {
  const layer = build(options)
  const refusals = wrongShapes.map(shape => () => layer.outputShape(shape))
  await check(build, options, subjectOf(layer, inputShape), refusals)
}

/** `checkLayer` for a layer of several inputs. */
export async function checkMergeLayer<Build extends (options: never) => MergeLayer>(
  build: Build,
  options: Parameters<Build>[0],
  inputShapes: readonly ExampleShape[],
  { wrongShapes = [] as readonly (readonly ExampleShape[])[] } = {},
): Promise<void> {
  const layer = build(options)
  const refusals = wrongShapes.map(shapes => () => layer.mergedShape(shapes))
  await check(build, options, mergeSubjectOf(layer, inputShapes), refusals)
}

/** A layer with the inputs that it is tried on. */
interface Subject {
  readonly layer: Layer | MergeLayer
  readonly inputShapes: readonly ExampleShape[]
  readonly outputShape: ExampleShape
  readonly specs: ReturnType<Layer['weights']>
  readonly apply: (xs: readonly Tensor[], weights: Record<string, Tensor>, training?: TrainingContext) => Tensor
}

function subjectOf(layer: Layer, inputShape: ExampleShape): Subject {
  const shape = Object.freeze([...inputShape])
  return {
    layer,
    inputShapes: [shape],
    outputShape: layer.outputShape(shape),
    specs: layer.weights(shape),
    apply: ([x], weights, training) => layer.apply(x!, weights, training),
  }
}

function mergeSubjectOf(layer: MergeLayer, inputShapes: readonly ExampleShape[]): Subject {
  return { layer, inputShapes, outputShape: layer.mergedShape(inputShapes), specs: {}, apply: xs => layer.merge(xs) }
}

async function check(
  build: (options: never) => Layer | MergeLayer,
  options: object,
  subject: Subject,
  refusals: readonly (() => unknown)[],
) {
  const { layer } = subject
  checkConfiguration(build, layer, options)
  checkRefusals(build as (options: unknown) => Layer | MergeLayer, layer, options)
  for (const refused of refusals) expect(refused).toThrow(new RegExp(`^${layer.kind}: expected .+, received .+`))
  await checkPrediction(subject)
  await checkGradients(subject, x => x)
  await checkGradients(subject, x => batchFirst(scale(batchLast(x), 1)))
}

function checkConfiguration(build: (options: never) => unknown, layer: Layer | MergeLayer, options: object) {
  const builders: Record<string, unknown> = { ...layerBuilders, ...mergeBuilders }
  expect(Object.keys(builders)).toContain(layer.kind)
  expect(builders[layer.kind]).toBe(build)
  expectFrozen(layer, layer.kind)
  expect(layer.config).toMatchObject(options)
  const again = anyLayerFrom(JSON.parse(JSON.stringify({ kind: layer.kind, ...layer.config })))
  expect({ kind: again.kind, config: again.config }).toEqual({ kind: layer.kind, config: layer.config })
}

function checkRefusals(build: (options: unknown) => unknown, { kind }: Layer | MergeLayer, options: object) {
  for (const key of ['color', 'toString', '__proto__'])
    expect(() => build(Object.defineProperty({ ...options }, key, { value: 1, enumerable: true }))).toThrow(
      `${kind}: unknown option "${key}"; allowed `,
    )
  expect(() => build(5)).toThrow(`${kind}: expected an object of options, received 5`)
}

async function checkPrediction(subject: Subject) {
  const { inputShapes, outputShape, specs } = subject
  const { xs, weights, feeds } = prepare(subject, 3)
  const y = subject.apply(xs, weights)
  expect(y.shape).toEqual(['batch', ...outputShape])
  const { model, inputs } = toOnnx({ y })
  const names = inputShapes.map((_, index) => `x${index}`)
  expect(inputs.map(({ name }) => name).sort(), 'what prediction is fed').toEqual(
    [...names, ...Object.keys(specs)].sort(),
  )
  const program = await nodeRuntime.compile(model, { threads: 1 })
  for (const batch of [1, 3]) {
    const fed: Values = {
      ...feeds,
      ...Object.fromEntries(
        names.map((name, index) => {
          const shape = inputShapes[index]!
          return [name, { data: feeds[name]!.data.slice(0, batch * size(shape)), shape: [batch, ...shape] }]
        }),
      ),
    }
    const before = structuredClone(fed)
    const [first, second] = [await program.run(fed), await program.run(fed)]
    expect(first.y!.shape).toEqual([batch, ...outputShape])
    expect(second.y!.data).toEqual(first.y!.data)
    expect(fed).toEqual(before)
  }
  await program.dispose()
}

/** @param computed gives an input the order in which a layer before may have computed it */
async function checkGradients(subject: Subject, computed: (x: Tensor) => Tensor) {
  const batch = 3
  const { layer, specs, outputShape } = subject
  const { xs, weights, feeds } = prepare(subject, batch)
  const updated: string[] = []
  let masks = 0
  const training: TrainingContext = {
    keepMask: (shape, rate) => keepMask(`mask:${masks++}`, shape, rate),
    update: weight => updated.push(weight),
  }
  const y = subject.apply(xs.map(computed), weights, training)
  expect(y.shape).toEqual(['batch', ...outputShape])
  const statistics = Object.keys(specs).filter(name => !specs[name]!.trainable)
  expect(updated.sort(), 'weights without a gradient that training updates').toEqual(statistics.sort())

  const trained = Object.keys(specs).filter(name => specs[name]!.trainable)
  const weighting = input('weighting', 'float32', y.shape)
  const loss = sum(
    multiply(y, weighting),
    y.shape.map((_, axis) => axis),
  )
  const wanted = [...xs, ...trained.map(name => weights[name]!)]
  const forward = rewrite({ loss, y }, forwardPasses, wanted)
  const found = gradients(loss, wanted)
  const rewritten = gradients(forward.loss, wanted)
  const names = [...xs.map((_, index) => `x${index}`), ...trained]
  const { model, inputs } = toOnnx({
    trains: forward.y,
    predicts: subject.apply(xs, weights),
    ...Object.fromEntries(names.map((name, i) => [`d:${name}`, found[i]!])),
    ...Object.fromEntries(names.map((name, i) => [`rewritten:${name}`, rewritten[i]!])),
  })
  const random = randomStream(5, 'noise', layer.kind)
  const fed: Record<string, Value> = { ...feeds, weighting: normal([batch, ...outputShape], random.normal) }
  for (const { name, shape, draw } of inputs.filter(({ draw }) => draw)) {
    const drawn = [batch, ...(shape.slice(1) as number[])]
    const data = new Uint8Array(size(drawn))
    draw!(data, random, 1)
    fed[name] = { data, shape: drawn }
  }
  const used = Object.fromEntries(inputs.map(({ name }) => [name, fed[name]!]))
  const program = await nodeRuntime.compile(model, { threads: 1 })
  const analytic = await program.run(used)
  if (masks === 0 && statistics.length === 0)
    expectClose(analytic.trains!, analytic.predicts!, 'values in training, against those at prediction')
  /** The terms of the loss, each entry of the output times its weight. */
  const termsAt = async () => {
    const { data } = (await program.run(used)).trains!
    return Array.from(data as Float32Array, (value, i) => value * Number(fed.weighting!.data[i]))
  }
  const total = (terms: readonly number[]) => terms.reduce((sum, term) => sum + term, 0)
  const terms = await termsAt()

  for (const name of names) {
    const values = fed[name]!.data as Float32Array
    const gradient = analytic[`d:${name}`]!
    expect(gradient.shape).toEqual(fed[name]!.shape)
    expectClose(analytic[`rewritten:${name}`]!, gradient, `the gradient of ${name} as the rules compute it`)
    const entries = Array.from({ length: Math.min(24, values.length) }, () => random.integer(values.length))
    const sizes = sizesOfEntries(gradient.data)
    for (const i of entries) {
      const found = Number(gradient.data[i])
      const kept = values[i]!
      const tried: string[] = []
      const agrees = async (step: number) => {
        const shifted = async (by: number) => {
          values[i] = kept + by
          const loss = total(await termsAt())
          values[i] = kept
          return loss
        }
        const around = { below: await shifted(-step), here: total(terms), above: await shifted(step) }
        const { central, sides } = slopes(around, step)
        tried.push(`${central} (${sides.join(', ')})`)
        return [central, ...(step === STEPS[1] ? sides : [])].some(
          slope => Math.abs(found - slope) <= TOLERANCE * sizes[i]! + roundingOf(terms, step),
        )
      }
      const close = (await agrees(STEPS[0])) || (await agrees(STEPS[1]))
      expect(close, `gradient of ${name}[${i}], ${found}, against ${tried.join(' and ')}`).toBe(true)
    }
  }
  await program.dispose()
}

/** Frozen symbols for a layer's inputs and weights, and random values for them. */
function prepare({ layer, inputShapes, specs }: Subject, batch: number) {
  const random = randomStream(3, 'layer', layer.kind)
  const xs = inputShapes.map((shape, index) => frozen(input(`x${index}`, 'float32', ['batch', ...shape])))
  const weights = Object.freeze(
    Object.fromEntries(Object.entries(specs).map(([name, { shape }]) => [name, frozen(input(name, 'float32', shape))])),
  )
  const feeds: Values = {
    ...Object.fromEntries(inputShapes.map((shape, index) => [`x${index}`, normal([batch, ...shape], random.normal)])),
    ...Object.fromEntries(
      Object.entries(specs).map(([name, { shape }]) => [
        name,
        normal(shape, name === 'movingVariance' ? () => 0.5 + random.uniform() : random.normal),
      ]),
    ),
  }
  return { xs, weights, feeds }
}

function expectClose(found: Value, expected: Value, what: string) {
  expect(found.shape).toEqual(expected.shape)
  const worst = largestError(found.data, expected.data)
  expect(worst.error, `${what}: ${JSON.stringify(worst)}`).toBeLessThan(1e-4)
}

function frozen(tensor: Tensor): Tensor {
  Object.freeze(tensor.shape)
  Object.freeze(tensor.origin)
  return Object.freeze(tensor)
}

function expectFrozen(value: unknown, path: string): void {
  if (typeof value !== 'object' || value === null) return
  expect(Object.isFrozen(value), `${path} is frozen`).toBe(true)
  for (const [key, inner] of Object.entries(value)) expectFrozen(inner, `${path}.${key}`)
}

const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1)

const normal = (shape: readonly number[], draw: () => number): Value => ({
  data: Float32Array.from({ length: size(shape) }, draw),
  shape,
})
