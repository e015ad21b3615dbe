import { expect } from 'vitest'
import { gradients } from '../../src/graph/backward.js'
import { multiply } from '../../src/graph/elementwise.js'
import { printGraph } from '../../src/graph/onnx.js'
import { keepMask } from '../../src/graph/random.js'
import { sum } from '../../src/graph/reduction.js'
import { rewrite } from '../../src/graph/rewrite.js'
import { forwardPasses } from '../../src/graph/rules/rules.js'
import { input, type Tensor } from '../../src/graph/tensor.js'
import { layerBuilders, layerFrom } from '../../src/layers/catalogue.js'
import type { ExampleShape, Layer, TrainingContext } from '../../src/layers/layer.js'
import { randomStream } from '../../src/random.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import type { Value, Values } from '../../src/runtime/runtime.js'

/**
 * The contract of every layer: frozen data that builds the same layer again; shapes as the runtime finds them; the same
 * answer to the same question; gradients that agree with finite differences, and with those of the graph that the rules make of it;
 * a clear refusal of what does not fit.
 *
 * @param wrongShapes input shapes that the layer must refuse
 */
export async function checkLayer<Build extends (options: never) => Layer>(
  build: Build,
  options: Parameters<Build>[0],
  inputShape: ExampleShape,
  { wrongShapes = [] as readonly ExampleShape[] } = {},
): Promise<void> {
  const anyBuild = build as unknown as (options: unknown) => Layer
  const layer = anyBuild(options)
  checkConfiguration(anyBuild, layer, options)
  checkRefusals(anyBuild, layer, options, wrongShapes)
  await checkPrediction(layer, inputShape)
  await checkGradients(layer, inputShape)
}

function checkConfiguration(build: (options: unknown) => Layer, layer: Layer, options: object) {
  expect(Object.keys(layerBuilders)).toContain(layer.kind)
  expect(layerBuilders[layer.kind as keyof typeof layerBuilders]).toBe(build)
  expectFrozen(layer, layer.kind)
  expect(layer.config).toMatchObject(options)
  const again = layerFrom(JSON.parse(JSON.stringify({ kind: layer.kind, ...layer.config })))
  expect({ kind: again.kind, config: again.config }).toEqual({ kind: layer.kind, config: layer.config })
}

function checkRefusals(
  build: (options: unknown) => Layer,
  layer: Layer,
  options: object,
  wrongShapes: readonly ExampleShape[],
) {
  const { kind } = layer
  for (const key of ['colour', 'toString', '__proto__'])
    expect(() => build(Object.defineProperty({ ...options }, key, { value: 1, enumerable: true }))).toThrow(
      `${kind}: unknown option "${key}"; allowed `,
    )
  expect(() => build(5)).toThrow(`${kind}: expected an object of options, received 5`)
  for (const shape of wrongShapes)
    expect(() => layer.outputShape(shape)).toThrow(new RegExp(`^${kind}: expected .+, received .+`))
}

async function checkPrediction(layer: Layer, inputShape: ExampleShape) {
  const { x, weights, specs, feeds } = prepare(layer, inputShape, 3)
  const y = layer.apply(x, weights)
  const outputShape = layer.outputShape(inputShape)
  expect(y.shape).toEqual(['batch', ...outputShape])
  const { model, inputs } = printGraph({ y })
  expect(inputs.map(({ name }) => name).sort(), 'what prediction is fed').toEqual(['x', ...Object.keys(specs)].sort())
  const program = await nodeRuntime.compile(model, { threads: 1 })
  for (const batch of [1, 3]) {
    const fed: Values = {
      ...feeds,
      x: { data: feeds.x!.data.slice(0, batch * size(inputShape)), shape: [batch, ...inputShape] },
    }
    const before = structuredClone(fed)
    const [first, second] = [await program.run(fed), await program.run(fed)]
    expect(first.y!.shape).toEqual([batch, ...outputShape])
    expect(second.y!.data).toEqual(first.y!.data)
    expect(fed).toEqual(before)
  }
  await program.dispose()
}

async function checkGradients(layer: Layer, inputShape: ExampleShape, { step = 1e-2, tolerance = 2e-2 } = {}) {
  const batch = 3
  const { x, weights, specs, feeds } = prepare(layer, inputShape, batch)
  const updated: string[] = []
  let masks = 0
  const training: TrainingContext = {
    keepMask: (shape, rate) => keepMask(`mask:${masks++}`, shape, rate),
    update: weight => updated.push(weight),
  }
  const y = layer.apply(x, weights, training)
  const statistics = Object.keys(specs).filter(name => !specs[name]!.trainable)
  expect(updated.sort(), 'weights without a gradient that training updates').toEqual(statistics.sort())

  const trained = Object.keys(specs).filter(name => specs[name]!.trainable)
  const weighting = input('weighting', 'float32', y.shape)
  const loss = sum(
    multiply(y, weighting),
    y.shape.map((_, axis) => axis),
  )
  const wanted = [x, ...trained.map(name => weights[name]!)]
  const found = gradients(loss, wanted)
  const rewritten = gradients(rewrite({ loss }, forwardPasses, wanted).loss, wanted)
  const names = ['x', ...trained]
  const { model, inputs } = printGraph({
    loss,
    ...Object.fromEntries(names.map((name, i) => [`d:${name}`, found[i]!])),
    ...Object.fromEntries(names.map((name, i) => [`rewritten:${name}`, rewritten[i]!])),
  })
  const random = randomStream(5, 'noise', layer.kind)
  const fed: Record<string, Value> = {
    ...feeds,
    weighting: normal([batch, ...layer.outputShape(inputShape)], random.normal),
  }
  for (const { name, shape, draw } of inputs.filter(({ draw }) => draw)) {
    const drawn = [batch, ...(shape.slice(1) as number[])]
    const data = new Uint8Array(size(drawn))
    draw!(data, random, 1)
    fed[name] = { data, shape: drawn }
  }
  const used = Object.fromEntries(inputs.map(({ name }) => [name, fed[name]!]))
  const program = await nodeRuntime.compile(model, { threads: 1 })
  const analytic = await program.run(used)
  const lossAt = async () => Number((await program.run(used)).loss!.data[0])
  const here = await lossAt()

  for (const name of names) {
    const values = fed[name]!.data as Float32Array
    const gradient = analytic[`d:${name}`]!
    expect(gradient.shape).toEqual(fed[name]!.shape)
    for (const [i, value] of analytic[`rewritten:${name}`]!.data.entries())
      expect(Number(value), `${name}[${i}] as the rules compute it`).toBeCloseTo(Number(gradient.data[i]), 3)
    let kinks = 0
    const entries = Array.from({ length: Math.min(24, values.length) }, () => random.integer(values.length))
    for (const i of entries) {
      const kept = values[i]!
      const shifted = async (by: number) => {
        values[i] = kept + by
        const loss = await lossAt()
        values[i] = kept
        return loss
      }
      const [above, below] = [await shifted(step), await shifted(-step)]
      const [right, left] = [(above - here) / step, (here - below) / step]
      const expected = (right + left) / 2
      const scale = Math.max(1, Math.abs(expected))
      const error = Math.abs(Number(gradient.data[i]) - expected) / scale
      if (error < tolerance) continue
      // A step across a kink (of relu, of max) shows as two sides that differ by more than a smooth curve's would.
      expect(Math.abs(right - left) / scale, `${name}[${i}]: ${gradient.data[i]} against ${expected}`).toBeGreaterThan(
        0.1,
      )
      kinks++
    }
    expect(kinks, `entries of ${name} that lie at a kink`).toBeLessThan(entries.length / 3)
  }
  await program.dispose()
}

/** Frozen symbols for a layer's input and weights, and random values for them. */
function prepare(layer: Layer, inputShape: ExampleShape, batch: number) {
  const specs = layer.weights(Object.freeze([...inputShape]))
  const random = randomStream(3, 'layer', layer.kind)
  const x = frozen(input('x', 'float32', ['batch', ...inputShape]))
  const weights = Object.freeze(
    Object.fromEntries(Object.entries(specs).map(([name, { shape }]) => [name, frozen(input(name, 'float32', shape))])),
  )
  const feeds: Values = {
    x: normal([batch, ...inputShape], random.normal),
    ...Object.fromEntries(
      Object.entries(specs).map(([name, { shape }]) => [
        name,
        normal(shape, name === 'movingVariance' ? () => 0.5 + random.uniform() : random.normal),
      ]),
    ),
  }
  return { x, weights, specs, feeds }
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
