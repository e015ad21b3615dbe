import { expect, test } from 'vitest'
import { loadMnist } from '../../../src/data/sources/mnist.js'
import { randomStream } from '../../../src/random.js'
import { emptyCanvas } from '../../../src/synthesis/pen.js'
import { drawSceneCrops } from '../../../src/synthesis/scenes/crops.js'
import { drawDigit, randomHand } from '../../../src/synthesis/scenes/glyphs.js'
import { drawScene } from '../../../src/synthesis/scenes/scene.js'
import { NO_CLASS } from '../../../src/task.js'

const { training } = await loadMnist({ parts: ['training'] })
const sceneOf = (seed: number) => drawScene(training, randomStream(seed, 'scene'))

test('the same seed draws the same scene, another seed another one', () => {
  expect(sceneOf(1)).toEqual(sceneOf(1))
  expect(sceneOf(2).grayLevels).not.toEqual(sceneOf(1).grayLevels)
})

test('scenes are gray levels 0–1 of at most the side that was asked for, with digits and without, in either polarity', () => {
  const scenes = Array.from({ length: 60 }, (_, seed) => sceneOf(seed))
  for (const { grayLevels, digits } of scenes) {
    expect(Math.max(grayLevels.width, grayLevels.height)).toBeLessThanOrEqual(96)
    expect(grayLevels.data).toHaveLength(grayLevels.width * grayLevels.height)
    expect(Math.min(...grayLevels.data)).toBeGreaterThanOrEqual(-0.01)
    expect(Math.max(...grayLevels.data)).toBeLessThanOrEqual(1.01)
    for (const { digit, box } of digits) {
      expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]).toContain(digit)
      expect(Math.min(box.width, box.height)).toBeGreaterThan(0)
    }
  }
  expect(new Set(scenes.map(({ polarity }) => polarity)).size).toBe(2)
  expect(scenes.some(({ digits }) => digits.length === 0)).toBe(true)
  expect(scenes.some(({ digits }) => digits.length > 3)).toBe(true)
  expect(scenes.some(({ others }) => others.length > 0)).toBe(true)
})

test('the box of a digit holds its ink and hardly more', () => {
  for (let seed = 0; seed < 60; seed++) {
    const random = randomStream(seed, 'glyph')
    const canvas = emptyCanvas(120, 120)
    const place = { x: 60, y: 60, size: 20 + 30 * random.uniform() }
    const { box } = drawDigit(canvas, training, place, randomHand(random, place.size), random)
    let [all, within] = [0, 0]
    let [left, right, top, bottom] = [120, 0, 120, 0]
    for (const [at, ink] of canvas.data.entries()) {
      const [x, y] = [(at % 120) + 0.5, Math.floor(at / 120) + 0.5]
      all += ink
      if (x > box.x - 1 && y > box.y - 1 && x < box.x + box.width + 1 && y < box.y + box.height + 1) within += ink
      if (ink < 0.1) continue
      ;[left, right] = [Math.min(left, x), Math.max(right, x)]
      ;[top, bottom] = [Math.min(top, y), Math.max(bottom, y)]
    }
    expect(within / all, `seed ${seed}`).toBeGreaterThan(0.95)
    expect(Math.max(right - left, bottom - top), `seed ${seed}`).toBeGreaterThan(0.7 * Math.max(box.width, box.height))
  }
})

test('cuttings of scenes are digits and what is none, the same for the same seed', () => {
  const { images, labels, count } = drawSceneCrops(training, 400, 3)
  expect([count, images.length, labels.length]).toEqual([400, 400 * 784, 400])
  expect([...new Set(labels)].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, NO_CLASS])
  const digits = labels.filter(label => label !== NO_CLASS).length
  expect(digits).toBeGreaterThan(120)
  expect(digits).toBeLessThan(390)
  const again = drawSceneCrops(training, 50, 3)
  expect(again.labels).toEqual(labels.subarray(0, 50))
  expect(again.images).toEqual(images.subarray(0, 50 * 784))
  expect(drawSceneCrops(training, 50, 4).labels).not.toEqual(again.labels)
})
