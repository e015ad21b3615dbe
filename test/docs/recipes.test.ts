import { expect, test } from 'vitest'
import { networkFrom } from '../../src/model/configuration.js'
import { preset, presetNames } from '../../src/model/presets.js'
import { summary } from '../../src/model/summary.js'
import { readPage } from './blocks.js'

test('the page of the recipes has every preset, with its parameters and its epochs', () => {
  const page = readPage('docs/recipes.md')
  for (const name of presetNames) {
    const configuration = preset(name)
    const [, parameters] = /Total params: ([\d,]+)/.exec(summary(networkFrom(configuration)))!
    expect(page).toMatch(
      new RegExp(`\\| \`${name}\` \\| .* \\| ${parameters} \\| ${configuration.training.epochs} \\|`),
    )
  }
})
