import { expect, test } from 'vitest'
import { networkFrom } from '../../src/model/configuration.js'
import { preset, presetNames } from '../../src/model/presets.js'
import { countWeights, summary } from '../../src/model/summary.js'
import { fullNet } from '../training/small.js'

for (const name of presetNames)
  test(`the summary of ${name}`, () => expect(`\n${summary(networkFrom(preset(name)))}\n`).toMatchSnapshot())

test('statistics count as weights that are not trained', () =>
  expect(summary(fullNet())).toMatch(/Total params: 322 .+\n Trainable params: 316\n Non-trainable params: 6$/))

test('the preset keras has as many parameters as the example of Keras', () =>
  expect(countWeights(networkFrom(preset('keras')).weights)).toBe(34_826))
