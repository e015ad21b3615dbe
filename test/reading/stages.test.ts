import { expect, test } from 'vitest'
import { preparePicture } from '../../src/reading/prepare.js'
import { stagesOf } from '../../src/reading/stages.js'

const seen = (x: number, score: number) => ({
  found: {
    ...{ box: { x, y: 10, width: 30, height: 40 }, probabilities: new Float32Array(11), score, level: 0 },
    ...{ votes: 3, strength: score },
  },
  image: new Uint8Array(784).fill(Math.round(100 * score)),
})

test('the stages show the gray levels, their contrast, where digits were seen, and what the network was handed', () => {
  const data = Uint8Array.from({ length: 100 * 80 }, (_, i) => (i % 100 === 50 ? 0 : 200))
  const [left, right] = [seen(5, 0.8), seen(60, 0.4)]
  const stages = stagesOf(preparePicture({ data, width: 100, height: 80 }), [left, right], left)
  expect(stages.map(({ name }) => name)).toEqual(['gray', 'contrast', 'places', 'network'])
  const [grayLevels, contrast, places, network] = stages.map(({ image }) => image)
  expect([grayLevels!.data[50], grayLevels!.data[0]]).toEqual([0, 200])
  expect(contrast!.data[50]).toBeLessThan(contrast!.data[0]!)
  const shown = (x: number, y: number) => places!.data[100 * y + x]
  expect([shown(20, 30), shown(75, 30), shown(50, 30), shown(20, 60)]).toEqual([204, 102, 0, 0])
  expect(network).toEqual({ data: left.image, width: 28, height: 28 })
})

test('a large picture is shown smaller, and of a number no single digit', () => {
  const prepared = preparePicture({ data: new Uint8Array(1000 * 500).fill(9), width: 1000, height: 500 })
  const stages = stagesOf(prepared, [{ ...seen(500, 1) }])
  expect(stages.map(({ name }) => name)).toEqual(['gray', 'contrast', 'places'])
  for (const { image } of stages) expect([image.width, image.height]).toEqual([400, 200])
  expect(stages[2]!.image.data[400 * 10 + 206]).toBe(255)
})
