import { beforeAll, expect, test } from 'vitest'
import { decodeCheckpoint, encodeCheckpoint } from '../../src/model/checkpoint.js'
import { fit as train } from '../../src/training/fit.js'
import { forgeCheckpoint } from '../model/forgedCheckpoint.js'
import { bars, fitOptions, fullNet } from '../training/small.js'
import { attempts, mutateBytes, mutateJson, tryInputs } from './attack.js'
import { expectSentence } from './sentence.js'

// Checkpoints that disks, or people, have changed: what is damaged is refused; what only claims to be whole trains no further than a
// training of its plan could, and never brings the process down.

const digits = bars(40)
const validation = bars(10, 1)
const identity = { seed: 'a', net: 'b', options: 'c' }
const plan = fitOptions({ epochs: 3, batchSize: 10, validation, restoreBest: true })

let saved: Uint8Array

beforeAll(async () => {
  const stop = new AbortController()
  const onStep: typeof plan.onStep = ({ epoch, step }) => epoch === 2 && step === 2 && stop.abort()
  const { state } = await train(fullNet(), digits, { ...plan, signal: stop.signal, onStep })
  saved = encodeCheckpoint(state, identity)
})

/** Goes on from a checkpoint, and says what came of it. */
async function resume(bytes: Uint8Array): Promise<string> {
  const end = await Promise.resolve()
    .then(() => decodeCheckpoint(bytes, identity))
    .then(state => train(fullNet(), digits, { ...plan, resume: state }))
    .catch(expectSentence)
  if (end === undefined) return 'refused'
  const { epoch, step, history } = end.state
  const told = { epoch, step, epochs: history.map(record => record.epoch) }
  expect(told).toEqual({ epoch: 3, step: 0, epochs: [1, 2, 3] })
  return 'trained'
}

test('a checkpoint with damaged bytes is refused', async () => {
  const outcomes = await tryInputs('bytes of a checkpoint', attempts({ few: 200, all: 2000 }), async random => {
    const damaged = mutateBytes(saved, random)
    if (Buffer.from(damaged).equals(saved)) return 'as it was'
    const outcome = await resume(damaged)
    if (outcome !== 'refused') throw new Error('a damaged checkpoint was trained')
    return outcome
  })
  expect(outcomes.refused).toBeGreaterThan(0)
})

test('a checkpoint with a right checksum and odd fields is refused in a sentence, or trained to the end', async () => {
  const outcomes = await tryInputs('fields of a checkpoint', attempts({ few: 100, all: 2000 }), random =>
    resume(
      forgeCheckpoint(saved, ({ header, state, data }) => {
        const inState = random.integer(3) > 0
        return inState
          ? { header, state: mutateJson(state, random), data }
          : { header: mutateJson(header, random), state, data }
      }),
    ),
  )
  expect(outcomes.refused).toBeGreaterThan(0)
})

test('a checkpoint with a right checksum and damaged weights is refused in a sentence, or trained to the end', async () => {
  await tryInputs('weights of a checkpoint', attempts({ few: 20, all: 500 }), random =>
    resume(forgeCheckpoint(saved, parts => ({ ...parts, data: mutateBytes(parts.data, random) }))),
  )
})

test('a checkpoint of another run is refused, whatever differs', async () => {
  const outcomes = await tryInputs('identity of a checkpoint', attempts({ few: 20, all: 200 }), async random => {
    const other = encodeCheckpoint(decodeCheckpoint(saved), {
      ...identity,
      [['seed', 'net', 'options'][random.integer(3)]!]: 'x',
    })
    return resume(other)
  })
  expect(Object.keys(outcomes)).toEqual(['refused'])
})
