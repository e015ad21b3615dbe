import { expect, test } from 'vitest'
import { defineTask, describeImage, imageSize, mnistTask, NO_CLASS, pixelShape, sameTask } from '../src/task.js'

const flags = {
  name: 'Flags',
  imageShape: [3, 12, 20],
  classes: ['horizontal', 'vertical', 'cross'],
  mean: [0.5, 0.4, 0.3],
  deviation: [0.2, 0.2, 0.1],
}

test('a task tells how large an image is, in values, as a shape and in words', () => {
  const task = defineTask(flags)
  expect(imageSize(task)).toBe(720)
  expect(pixelShape(task)).toEqual([3, 12, 20])
  expect(describeImage(task)).toBe('12 × 20 pixels of 3 channels')
  expect(imageSize(mnistTask)).toBe(784)
  expect(pixelShape(mnistTask)).toEqual([28, 28])
  expect(describeImage(mnistTask)).toBe('28 × 28 pixels')
})

test('a task cannot be changed, nor what it is made from', () => {
  const task = defineTask(flags)
  expect(Object.isFrozen(task)).toBe(true)
  expect(
    Object.values(task)
      .filter(value => typeof value === 'object')
      .every(Object.isFrozen),
  ).toBe(true)
})

test('two tasks are the same where images and classes are, whatever they are called', () => {
  const task = defineTask(flags)
  expect(sameTask(task, defineTask({ ...flags, name: 'Banners', mean: [0, 0, 0] }))).toBe(true)
  expect(sameTask(task, defineTask({ ...flags, imageShape: [3, 20, 12] }))).toBe(false)
  expect(sameTask(task, defineTask({ ...flags, classes: ['vertical', 'horizontal', 'cross'] }))).toBe(false)
})

test('as many classes are possible as there are labels below the one that means none of them', () => {
  const classes = (count: number) => Array.from({ length: count }, (_, i) => `class ${i}`)
  expect(defineTask({ ...flags, classes: classes(NO_CLASS) }).classes).toHaveLength(255)
  expect(() => defineTask({ ...flags, classes: classes(NO_CLASS + 1) })).toThrow('a list of 2 to 255 different names')
})

test.each([
  [{ ...flags, classes: ['one'] }, 'task: expected classes to be a list of 2 to 255 different names, received ["one"]'],
  [{ ...flags, classes: ['a', 'a'] }, 'a list of 2 to 255 different names'],
  [{ ...flags, classes: ['a', ''] }, 'expected classes.1 to be a text of 1 to 100 printable characters, received ""'],
  [{ ...flags, imageShape: [28, 28] }, 'expected imageShape to be a list [channels, height, width], received [28,28]'],
  [{ ...flags, imageShape: [1, 0, 28] }, 'expected imageShape.1 to be a positive integer, received 0'],
  [
    { ...flags, imageShape: [1, 28, 1e9] },
    'expected imageShape to be a list [channels, height, width] of at most 16777216 values',
  ],
  [{ ...flags, mean: [0.5] }, 'task: expected mean to have 3 numbers, one per channel, received 1'],
  [{ ...flags, deviation: [0.1, 0, 0.1] }, 'expected deviation.1 to be a number > 0, received 0'],
  [{ ...flags, color: true }, 'task: unknown option "color"; allowed are name, imageShape, classes, mean, deviation'],
  [[], 'task: expected an object of options, received []'],
])('%j is refused', (description, message) => {
  expect(() => defineTask(description)).toThrow(message)
})
