import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeCheckpoint, encodeCheckpoint } from '../../src/model/checkpoint.js'
import { emptyCurve } from '../../src/training/learningCurve.js'
import type { TrainingState } from '../../src/training/state.js'
import { type CheckpointParts, forgeCheckpoint } from './forgedCheckpoint.js'

const floats = (length: number) =>
  fc.array(fc.float(), { minLength: length, maxLength: length }).map(values => Float32Array.from(values))
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => value + 0) // JSON knows no -0
const seconds = fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }).map(value => value + 0)
const parameters = fc.nat(9).chain(length => fc.record({ trained: floats(length + 1), statistics: floats(length) }))

const sums = fc.dictionary(fc.constantFrom('loss', 'accuracy'), fc.record({ total: number, count: seconds }))

const states: fc.Arbitrary<TrainingState> = fc.record(
  {
    epoch: fc.nat(),
    step: fc.nat(),
    running: fc.record({
      sums,
      seen: fc.nat(),
      seconds,
    }),
    parameters,
    slots: fc.dictionary(fc.constantFrom('mean', 'square', 'velocity'), floats(5)),
    history: fc.array(
      fc.record({
        epoch: fc.nat(),
        seconds,
        trainLoss: number,
        trainAccuracy: number,
        validationLoss: fc.option(number),
        validationAccuracy: fc.option(number),
        learningRate: number,
      }),
      { maxLength: 3 },
    ),
    curve: fc.record({
      interval: fc.integer({ min: 1, max: 1000 }),
      points: fc.array(fc.record({ epoch: seconds, sums }), { maxLength: 3 }),
      pending: fc.record({ steps: fc.nat(), sums }),
      validation: fc.array(fc.record({ epoch: seconds, loss: fc.option(number), accuracy: fc.option(number) }), {
        maxLength: 3,
      }),
      validationCount: fc.nat(),
    }),
    best: fc.record({ epoch: fc.nat(), score: number, parameters }),
  },
  { requiredKeys: ['epoch', 'step', 'running', 'parameters', 'slots', 'history', 'curve'] },
)

/** The state with its vectors as bits, in which one NaN differs from another. */
const inBits = (value: unknown): unknown => {
  if (value instanceof Float32Array) return Array.from(new Uint32Array(value.slice().buffer))
  if (Array.isArray(value)) return value.map(inBits)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inBits(inner)]))
}

const state: TrainingState = {
  epoch: 2,
  step: 5,
  running: { sums: { loss: { total: 1.25, count: 10 } }, seen: 10, seconds: 0.1 },
  parameters: { trained: Float32Array.of(1, 2, 3), statistics: Float32Array.of(4) },
  slots: { mean: Float32Array.of(5, 6, 7) },
  history: [],
  curve: emptyCurve,
  best: { epoch: 1, score: 0.5, parameters: { trained: Float32Array.of(8, 9, 10), statistics: Float32Array.of(11) } },
}

const epochOf = (epoch: number) => ({
  epoch,
  seconds: 1,
  trainLoss: 1,
  trainAccuracy: 0.5,
  validationLoss: null,
  validationAccuracy: null,
  learningRate: 0.1,
})

const entryOf = (start: number, end: number) => ({
  dtype: 'F32',
  shape: [(end - start) / 4],
  data_offsets: [start, end],
})

/** Gives a vector another name. */
const renamed = (before: string, after: string) => (parts: CheckpointParts) => {
  parts.header = Object.fromEntries(
    Object.entries(parts.header).map(([name, entry]) => [name === before ? after : name, entry]),
  )
}

test('a checkpoint gives back the state to the last bit', () =>
  fc.assert(
    fc.property(states, state => {
      expect(inBits(decodeCheckpoint(encodeCheckpoint(state)))).toEqual(inBits(state))
    }),
  ))

test('a checkpoint from before there were learning curves is read, with an empty one', () => {
  const { curve: _, ...before } = state
  expect(decodeCheckpoint(encodeCheckpoint(before as TrainingState))).toEqual(state)
})

test('a checkpoint of version 0.1.0 is read, with the sums of its unfinished epoch left out', () => {
  const running = { loss: 1.25, correct: 7, seconds: 0.1 } as unknown as TrainingState['running']
  const read = decodeCheckpoint(encodeCheckpoint({ ...state, running }))
  expect(read).toEqual({ ...state, running: { sums: {}, seen: 0, seconds: 0.1 } })
})

test('a checkpoint is read wherever it begins in its buffer, and what is read is a copy', () => {
  const bytes = encodeCheckpoint(state)
  // A Buffer, as files are read into, is a Uint8Array whose slice() shares its memory.
  for (const within of [new Uint8Array(bytes.length + 1), Buffer.alloc(bytes.length + 1)]) {
    within.set(bytes, 1)
    const read = decodeCheckpoint(within.subarray(1))
    within.fill(255)
    expect(read).toEqual(state)
  }
})

test('the vectors begin at a multiple of eight bytes, as the format wants, and the header names each with its shape', () => {
  const bytes = encodeCheckpoint(state)
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true))
  expect(length % 8).toBe(0)
  const { __metadata__, ...vectors } = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))
  expect(vectors).toEqual({
    trained: { dtype: 'F32', shape: [3], data_offsets: [0, 12] },
    statistics: { dtype: 'F32', shape: [1], data_offsets: [12, 16] },
    'slot.mean': { dtype: 'F32', shape: [3], data_offsets: [16, 28] },
    'best.trained': { dtype: 'F32', shape: [3], data_offsets: [28, 40] },
    'best.statistics': { dtype: 'F32', shape: [1], data_offsets: [40, 44] },
  })
})

describe('what is no checkpoint is refused clearly', () => {
  const refusal = /^expected a whole checkpoint, received \d+ bytes that are none \(/

  test('a checkpoint cut anywhere', () => {
    const bytes = encodeCheckpoint(state)
    for (let length = 0; length < bytes.length; length++)
      expect(() => decodeCheckpoint(bytes.subarray(0, length)), `cut to ${length} bytes`).toThrow(refusal)
  })

  test('a checkpoint with a byte added, or with any byte changed', () => {
    const bytes = encodeCheckpoint(state)
    expect(() => decodeCheckpoint(Uint8Array.from([...bytes, 0]))).toThrow(refusal)
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = bytes.slice()
        damaged[at]! ^= change
        expect(() => decodeCheckpoint(damaged), `byte ${at}`).toThrow(refusal)
      }),
      { numRuns: 3000 },
    )
  })

  test('random bytes, another safetensors file, and text', () => {
    const file = (header: unknown) => {
      const text = new TextEncoder().encode(JSON.stringify(header))
      const bytes = new Uint8Array(8 + text.length)
      new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
      bytes.set(text, 8)
      return bytes
    }
    const others = [
      new TextEncoder().encode('{"layers": []}'),
      file({ weight: { dtype: 'F32', shape: [0], data_offsets: [0, 0] } }),
      file({ __metadata__: { state: '{}' } }),
      file({ __metadata__: { state: 'null' } }),
      file({ __metadata__: { state: 'no JSON' } }),
      file(null),
    ]
    for (const bytes of others) expect(() => decodeCheckpoint(bytes)).toThrow(refusal)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        expect(() => decodeCheckpoint(bytes)).toThrow(refusal)
      }),
    )
  })
})

describe('a checkpoint with a right checksum and wrong fields is refused, and the field named', () => {
  const bytes = encodeCheckpoint({ ...state, epoch: 1, history: [epochOf(1)] })
  const cases: [what: string, change: (parts: CheckpointParts) => void, reason: string][] = [
    ['epoch', ({ state }) => (state.epoch = -1), 'expected epoch to be a whole number ≥ 0, received -1'],
    ['step', ({ state }) => (state.step = 'two'), 'expected step to be a whole number ≥ 0, received "two"'],
    ['step, missing', ({ state }) => delete state.step, 'expected step, which is missing'],
    [
      'running',
      ({ state }) => (state.running = null),
      'expected running to be what the steps of an epoch showed, received null',
    ],
    ['running.sums', ({ state }) => (state.running.sums = null), 'expected running to be what the steps of an epoch'],
    ['history', ({ state }) => (state.history = {}), 'expected history to be a list of epochs, received {}'],
    [
      'history.0.trainLoss',
      ({ state }) => (state.history[0].trainLoss = 'x'),
      'expected history.0.trainLoss to be a finite number, received "x"',
    ],
    ['best.score', ({ state }) => (state.best.score = []), 'expected best.score to be a finite number, received []'],
    ['dtype', ({ header }) => (header.trained.dtype = 'F64'), 'expected trained.dtype to be F32, received "F64"'],
    ['shape', ({ header }) => (header.trained.shape = [2]), 'expected 8 bytes of trained, received 12'],
    ['shape of two', ({ header }) => (header.trained.shape = [3, 1]), 'expected trained.shape to be [length]'],
    ['offsets', ({ header }) => (header.statistics.data_offsets = [0, 4]), 'expected statistics to begin at byte 12'],
    [
      'huge',
      ({ header }) => (header.trained = entryOf(0, 4e15)),
      'expected trained to end by byte 44, received 4000000000000000',
    ],
    ['another vector', ({ header }) => (header.other = entryOf(44, 44)), 'and slot.…, received other'],
    ['no vector', renamed('statistics', 'slot.x'), 'expected statistics, which is missing'],
    ['no best', renamed('best.trained', 'slot.x'), 'expected best.trained, which is missing'],
    ['best too many', ({ state }) => delete state.best, 'received best.trained'],
    ['no metadata', parts => (parts.header = {}), 'expected __metadata__, which is missing'],
    ['no state', parts => (parts.state = 1), 'expected the state of a training, received 1'],
  ]
  test.each(cases)('%s', (_, change, reason) => {
    const forged = forgeCheckpoint(bytes, parts => {
      change(parts)
      return parts
    })
    expect(() => decodeCheckpoint(forged)).toThrow(reason)
  })
})

test('a checkpoint knows the run that it belongs to, and is refused to another', () => {
  const identity = { seed: 'a1', net: 'b2', options: 'c3' }
  const bytes = encodeCheckpoint(state, identity)
  expect(decodeCheckpoint(bytes, identity)).toEqual(state)
  expect(decodeCheckpoint(bytes)).toEqual(state) // whoever does not ask is not refused
  expect(decodeCheckpoint(encodeCheckpoint(state), identity)).toEqual(state) // nor an older one, which does not know
  expect(() => decodeCheckpoint(bytes, { ...identity, seed: 'a2' })).toThrow(
    'expected the checkpoint of this run, received that of another, with different seed',
  )
  expect(() => decodeCheckpoint(bytes, { ...identity, net: 'x', options: 'y' })).toThrow(
    'received that of another, with different net and options',
  )
})
