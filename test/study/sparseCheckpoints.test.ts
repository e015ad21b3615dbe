import { expect, test } from 'vitest'
import { sparseCheckpoints } from '../../src/study/sparseCheckpoints.js'

/** A store in memory, and a clock that is set. */
function prepare() {
  const saved: number[] = []
  const clock = { seconds: 100 }
  const store = {
    load: async () => undefined,
    save: async ([epoch]: Uint8Array) => void saved.push(epoch!),
    remove: async () => void saved.splice(0),
  }
  const checkpoints = sparseCheckpoints(store, 30, () => clock.seconds)
  const at = async (seconds: number, epoch: number) => {
    clock.seconds = seconds
    await checkpoints.save(Uint8Array.of(epoch))
  }
  return { saved, checkpoints, at }
}

test('a training of less than 30 s saves no checkpoint, and a longer one those 30 s apart', async () => {
  const { saved, at } = prepare()
  await at(110, 1)
  await at(129, 2)
  expect(saved).toEqual([])
  await at(131, 3)
  await at(160, 4)
  await at(161, 5)
  await at(300, 6)
  expect(saved).toEqual([3, 5, 6])
})

test('what it holds is saved when the training is left to another, once', async () => {
  const { saved, checkpoints, at } = prepare()
  await at(110, 1)
  await at(111, 2)
  await checkpoints.flush()
  await checkpoints.flush()
  expect(saved).toEqual([2])
})

test('once no checkpoint is needed, none that it holds is saved', async () => {
  const { saved, checkpoints, at } = prepare()
  await at(110, 1)
  await checkpoints.remove()
  await checkpoints.flush()
  expect(saved).toEqual([])
})
