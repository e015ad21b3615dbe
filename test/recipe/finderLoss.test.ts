import { expect, test } from 'vitest'
import { input } from '../../src/graph/tensor.js'
import { boxError, digitRecall } from '../../src/recipe/finderLoss.js'
import { checkDerivative } from '../checks/derivative.js'
import { compute } from '../training/losses/values.js'

// One example of 1 × 2 places: a digit at the first, nothing at the second.
const known = [1, 0]
const wanted = [0.5, 9, -0.25, 9, 1, 9, 1.5, 9] // four channels, two places each
const box = Float32Array.from([...known, ...wanted])

const inputs = {
  boxes: input('boxes', 'float32', ['batch', 4, 1, 2]),
  box: input('box', 'float32', ['batch', 5, 1, 2]),
  label: input('label', 'uint8', ['batch', 1, 2]),
  classes: input('classes', 'float32', ['batch', 11, 1, 2]),
}

test('the error of a box is the sum over its four numbers, shared by all places; where there is no box nothing counts', async () => {
  const told = Float32Array.from([0.75, -100, -0.25, 100, 0.5, 0, 1.5, 0])
  const error = boxError().apply({ boxes: inputs.boxes }, { box: inputs.box })
  const { loss } = await compute(
    { loss: error },
    { boxes: { data: told, shape: [1, 4, 1, 2] }, box: { data: box, shape: [1, 5, 1, 2] } },
  )
  expect(loss![0]).toBeCloseTo((0.25 + 0.5) / 2, 6)
})

test('the gradient of the error agrees with finite differences', async () => {
  const target = { dtype: 'float32', shape: [1, 5, 1, 2], origin: { kind: 'constant', data: box } } as const
  await checkDerivative(boxes => boxError().apply({ boxes: boxes! }, { box: target }), [{ shape: [1, 4, 1, 2] }])
})

test('recall counts places near the middle of a digit alone, and those that name it', async () => {
  const classes = new Float32Array(22)
  classes[2 * 7] = 5 // the first place says 7
  classes[2 * 3 + 1] = 5 // the second says 3, where nothing is
  for (const [digit, hits] of [
    [7, 1],
    [8, 0],
  ] as const) {
    const found = digitRecall({ classes: inputs.classes }, { label: inputs.label, box: inputs.box })
    if (!('total' in found)) throw new Error('expected sums and counts')
    const { total, count } = await compute(
      { ...found },
      {
        classes: { data: classes, shape: [1, 11, 1, 2] },
        label: { data: Uint8Array.from([digit, 10]), shape: [1, 1, 2] },
        box: { data: box, shape: [1, 5, 1, 2] },
      },
    )
    expect([total, count]).toEqual([[hits], [1]])
  }
})
