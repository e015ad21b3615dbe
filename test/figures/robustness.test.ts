import { describe, expect, test } from 'vitest'
import { inlineRobustnessFigure, type MeasuredModel, robustnessFigure } from '../../src/figures/robustness.js'

const conditions = (accuracies: Record<string, number>) =>
  Object.entries(accuracies).map(([name, accuracy]) => ({
    name,
    accuracy,
    interval95: [accuracy - 0.01, Math.min(1, accuracy + 0.01)] as const,
  }))
const plain: MeasuredModel = { name: 'plain.onnx', conditions: conditions({ clean: 0.99, fog: 0.2, stripe: 0.6 }) }
const robust: MeasuredModel = { name: 'robust.onnx', conditions: conditions({ clean: 0.985, fog: 0.95, stripe: 0.97 }) }
const curve = (name: string, bend: number): MeasuredModel => ({
  name,
  conditions: ['rotation', 'scale'].flatMap(curve =>
    [-2, -1, 0, 1, 2].map(value => ({
      name: `${curve}_${value}`,
      accuracy: 0.98 - bend * value ** 2,
      interval95: [0.97 - bend * value ** 2, 0.99 - bend * value ** 2] as const,
      point: { curve, value, unit: '°' },
    })),
  ),
})

test('conditions are lines with a marker for each model', async () => {
  await expect(robustnessFigure([plain, robust])).toMatchFileSnapshot('./__snapshots__/robustness.svg')
})

test('points of curves are drawn as curves', async () => {
  const figure = robustnessFigure([curve('a.onnx', 0.01), curve('b.onnx', 0.06)], { title: 'Shifts' })
  await expect(figure).toMatchFileSnapshot('./__snapshots__/robustness-curves.svg')
})

test('one model needs no legend, and every condition is named', () => {
  const svg = inlineRobustnessFigure([plain], 'How plain.onnx holds up')
  expect(svg).toContain('aria-label="How plain.onnx holds up"')
  expect(svg).not.toContain('>plain.onnx<')
  for (const { name } of plain.conditions) expect(svg).toContain(`>${name}<`)
})

describe('refuses', () => {
  test('no models', () => {
    expect(() => robustnessFigure([])).toThrow('robustnessFigure: expected 1 to 6 models, received 0')
  })
  test('no conditions', () => {
    expect(() => robustnessFigure([{ name: 'a', conditions: [] }])).toThrow('expected at least one condition')
  })
  test('models in other conditions', () => {
    const other = { name: 'other', conditions: plain.conditions.slice(1) }
    expect(() => robustnessFigure([plain, other])).toThrow('expected the conditions clean, fog, stripe of other')
  })
})
