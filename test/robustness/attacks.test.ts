import { expect, test } from 'vitest'
import type { Digits } from '../../src/data/digits.js'
import { predictedClasses } from '../../src/evaluation/predictions.js'
import { fgsm, pgd } from '../../src/robustness/attacks.js'
import type { Predictor } from '../../src/robustness/suite.js'

/** Two pixels; bright is class 1: a logistic regression on 0.02 (a + b) - 4. */
const logit = (a: number, b: number) => 0.02 * (a + b) - 4
const predict: Predictor['predict'] = async images =>
  Float32Array.from({ length: images.length }, (_, i) => {
    const p = 1 / (1 + Math.exp(-logit(images[2 * (i >> 1)]!, images[2 * (i >> 1) + 1]!)))
    return i % 2 === 1 ? p : 1 - p
  })
const model: Predictor = {
  predict,
  async lossGradient(images, labels) {
    const probabilities = await predict(images)
    // ∂(-log p of the label)/∂pixel = 0.02 · (p of class 1 - label)
    const gradient = Float32Array.from(images, (_, i) => 0.02 * (probabilities[2 * (i >> 1) + 1]! - labels[i >> 1]!))
    return { gradient, probabilities }
  },
}
const originals: Digits = {
  images: Buffer.of(110, 110, 200, 200, 90, 80, 0, 255), // as a file is read
  labels: Uint8Array.of(1, 1, 0, 1),
  count: 4,
}
const options = { classes: 2, seed: 0 }

test('FGSM moves each pixel by the whole distance to where the loss grows, within 0 and 255', async () => {
  const { images, labels } = await fgsm(model, originals, { ...options, epsilon: 0.1 })
  expect([...images]).toEqual([85, 85, 175, 175, 115, 105, 0, 230])
  expect(labels).toBe(originals.labels)
  expect([...originals.images]).toEqual([110, 110, 200, 200, 90, 80, 0, 255])
})

test.each([0.05, 0.1, 0.3])(
  'PGD stays within %d of the originals and makes what can be misread misread',
  async epsilon => {
    const { images } = await pgd(model, originals, { ...options, epsilon })
    const distance = Math.floor(255 * epsilon)
    for (const [i, value] of images.entries()) {
      expect(Math.abs(value - originals.images[i]!)).toBeLessThanOrEqual(distance)
      expect(value).toBeGreaterThanOrEqual(0)
      expect(value).toBeLessThanOrEqual(255)
    }
    const predictions = predictedClasses(await predict(images), 2)
    for (const [index, label] of originals.labels.entries()) {
      const [a, b] = [originals.images[2 * index]!, originals.images[2 * index + 1]!]
      const sign = label === 1 ? -1 : 1
      const clip = (value: number) => Math.min(255, Math.max(0, value))
      const worst = sign * logit(clip(a + sign * distance), clip(b + sign * distance))
      if (Math.abs(worst) < 0.1) continue // at the boundary
      expect(predictions[index] !== label).toBe(worst > 0)
    }
  },
)

test('PGD is the same for the same seed', async () => {
  const attack = async (seed: number) => [...(await pgd(model, originals, { classes: 2, epsilon: 0.05, seed })).images]
  expect(await attack(1)).toEqual(await attack(1))
  expect(await attack(1)).not.toEqual(await attack(2))
})

test('a model without derivative is refused', async () => {
  await expect(fgsm({ predict }, originals, { ...options, epsilon: 0.1 })).rejects.toThrow(
    'attack: expected a model with lossGradient, received one without',
  )
})
