import { describe, expect, test } from 'vitest'
import type { Digits } from '../../src/data/digits.js'
import { loadMnist } from '../../src/data/sources/mnist.js'
import { changeImages } from '../../src/robustness/changeImages.js'
import { shiftedBy, shifts } from '../../src/robustness/shifts.js'
import { clean } from '../../src/robustness/suites/clean.js'
import { corrected, disputedLabels } from '../../src/robustness/suites/corrected.js'
import { qmnist } from '../../src/robustness/suites/qmnist.js'
import { shifts as shiftsSuite } from '../../src/robustness/suites/shifts.js'
import { defineTask, mnistTask } from '../../src/task.js'

const { test: digits } = await loadMnist({ parts: ['test'] })
const letters = defineTask({ ...mnistTask, name: 'Letters', classes: [...'ABCDEFGHIJ'] })
const model = { predict: async () => new Float32Array(0) }
const few: Digits = { images: digits.images.subarray(0, 5 * 784), labels: digits.labels.subarray(0, 5), count: 5 }

test('clean shows the images as they are', async () => {
  const [condition] = clean.conditions({ task: mnistTask, test: few, seed: 0 })
  expect(await condition!.examples(model)).toBe(few)
})

describe('corrected', () => {
  const conditions = corrected.conditions({ task: mnistTask, test: digits, seed: 0 })
  const examplesOf = (name: string) => conditions.find(condition => condition.name === name)!.examples(model)

  test('changes the ten labels that most people read otherwise, and leaves out the five on which they did not agree', async () => {
    const { labels, count } = await examplesOf('corrected')
    expect(count).toBe(9995)
    const undecided = disputedLabels.filter(({ agreed }) => !agreed).map(({ index }) => index)
    expect(undecided).toEqual([2130, 2654, 3520, 8527, 9679])
    const published = digits.labels.filter((_, index) => !undecided.includes(index))
    expect(labels.filter((label, index) => label !== published[index])).toHaveLength(10)
    expect(labels[947]).toBe(9)
  })

  test('takes either label for right', async () => {
    const { labels, alsoRight } = await examplesOf('either')
    expect(labels).toBe(digits.labels)
    expect(alsoRight!.size).toBe(15)
    expect([digits.labels[9729], alsoRight!.get(9729)]).toEqual([5, 6])
  })

  test('is for the test images of MNIST alone', () => {
    expect(() => corrected.conditions({ task: letters, test: digits, seed: 0 })).toThrow(
      'suite corrected: expected MNIST, received Letters',
    )
    const other = { ...digits, labels: digits.labels.with(947, 2) }
    expect(() => corrected.conditions({ task: mnistTask, test: other, seed: 0 })).toThrow(
      'suite corrected: expected the test images of MNIST, received the label 2 at index 947',
    )
  })
})

test('QMNIST wants its own images, and shows them beside the clean ones', async () => {
  expect(() => qmnist.conditions({ task: mnistTask, test: few, seed: 0 })).toThrow('received none')
  const conditions = qmnist.conditions({ task: mnistTask, test: few, further: digits, seed: 0 })
  expect(conditions.map(({ name }) => name)).toEqual(['clean', 'qmnist'])
  expect(await conditions[1]!.examples(model)).toBe(digits)
})

describe('shifts', () => {
  const SIDE = 28
  const draw = (isInk: (row: number, column: number) => boolean) =>
    Uint8Array.from({ length: SIDE * SIDE }, (_, i) => (isInk(Math.floor(i / SIDE), i % SIDE) ? 255 : 0))
  const bar = draw((row, column) => row >= 6 && row < 22 && column >= 12 && column < 16)
  const named = (name: string) => shifts.find(shift => shift.name === name)!
  const changed = (name: string, value: number, image = bar) => {
    const shift = shiftedBy(named(name), value, 0)
    return changeImages(shift.name, image, shift.apply)
  }
  const ink = (image: Uint8Array) => image.reduce((sum, value) => sum + value, 0) / 255

  test.each([
    ['translation', 0],
    ['rotation', 0],
    ['scale', 1],
    ['thickness', 0],
  ])('%s by nothing changes nothing', (name, neutral) => {
    expect(Buffer.from(changed(name, neutral)).equals(Buffer.from(bar))).toBe(true)
  })

  test('thickness changes the width of a stroke by as many pixels', () => {
    const row = (image: Uint8Array) => ink(image.subarray(14 * SIDE, 15 * SIDE))
    for (const value of [-2, -1, 1, 2]) expect(row(changed('thickness', value)) - 4).toBeCloseTo(value, 0)
    expect(row(changed('thickness', 3))).toBeGreaterThan(row(changed('thickness', 2)))
    expect(row(changed('thickness', -1.5))).toBeLessThan(row(changed('thickness', -0.5)))
  })

  test('rotation by a positive angle turns counterclockwise', () => {
    const image = changed('rotation', 45)
    const top = [...image.keys()].filter(i => image[i]! > 128 && i < 10 * SIDE)
    expect(top.every(i => i % SIDE < 13)).toBe(true)
  })

  test('scale changes the area by its square', () => {
    expect(ink(changed('scale', 0.5)) / ink(bar)).toBeCloseTo(0.25, 1)
    expect(ink(changed('scale', 1.3)) / ink(bar)).toBeCloseTo(1.69, 1)
  })

  test('translation moves by whole pixels toward each of the four sides', () => {
    const point = draw((row, column) => row === 14 && column === 14)
    const all = changed(
      'translation',
      3,
      Uint8Array.from({ length: 40 * 784 }, (_, i) => point[i % 784]!),
    )
    const offsets = new Set([...all.keys()].filter(i => all[i]! > 0).map(i => (i % 784) - 14 * SIDE - 14))
    expect(offsets).toEqual(new Set([3, -3, 3 * SIDE, -3 * SIDE]))
  })

  test('the suite names each point by its curve', () => {
    const conditions = shiftsSuite.conditions({ task: mnistTask, test: few, seed: 0 })
    expect(conditions).toHaveLength(8 + 11 + 10 + 9)
    expect(conditions.find(({ name }) => name === 'rotation_-30')!.point).toEqual({
      curve: 'rotation',
      value: -30,
      unit: '°',
    })
  })
})
