import { expect, test } from 'vitest'
import { readConfiguration } from '../../src/model/configuration.js'
import { currentConfiguration, earlierConfiguration } from '../../src/model/earlierNames.js'
import { readMetadata } from '../../src/model/metadata.js'
import { preset, presetNames } from '../../src/model/presets.js'

test('a configuration file of an earlier version describes the same net and training', () => {
  for (const name of presetNames) {
    const text = JSON.stringify(earlierConfiguration(preset(name)))
    expect(readConfiguration(text), name).toEqual(preset(name))
    expect(text).toMatch(/"(standardise|normalise)"/)
  }
})

test('the preprocessing of each input is read by its earlier name', () => {
  const inputs = [{ name: 'scene', shape: [1, 64, 64], preprocessing: 'normalise' }]
  expect(currentConfiguration({ inputs })).toEqual({
    inputs: [{ name: 'scene', shape: [1, 64, 64], preprocessing: 'normalize' }],
  })
})

test('names that a user chose stay, even where they are those of earlier options', () => {
  const configuration = { layers: [{ kind: 'dense', name: 'calibrate' }], outputs: { nonDigits: 'calibrate' } }
  expect(currentConfiguration(configuration)).toEqual(configuration)
})

test.each([[null], [[]], ['standardise'], [7]])(
  '%j, which is no configuration, is left for others to reject',
  value => {
    expect(currentConfiguration(value)).toEqual(value)
  },
)

test('the reject threshold of a model file is read by its earlier key', () => {
  expect(readMetadata({ refuseBelow: '0.75' })).toEqual({ rejectThreshold: 0.75 })
  expect(readMetadata({ refuseBelow: '0.75', rejectThreshold: '0.5' })).toEqual({ rejectThreshold: 0.5 })
})
