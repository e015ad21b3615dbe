import { expect, test } from 'vitest'
import { earlierConfiguration, earlierTraining } from '../../src/model/earlierNames.js'
import { earlierIdentityOf, identityOf } from '../../src/runs/identity.js'
import { planRun } from '../../src/runs/plan.js'

const { seed, model, options } = planRun({ preset: 'accurate', threads: 2 })
const run = { seed, model, options, data: { digests: { images: 'abc' } } }

test('a run is told from others by its options, in whatever order they stand', () => {
  const reversed = Object.fromEntries(Object.entries(options).reverse()) as typeof options
  expect(identityOf({ ...run, options: reversed })).toEqual(identityOf(run))
  expect(identityOf({ ...run, options: { ...options, syntheticDigits: 1 } })).not.toEqual(identityOf(run))
})

test('the checkpoint of a run of version 0.1.0 is known by the digests of its own names', () => {
  const before = {
    ...run,
    model: earlierConfiguration(model) as typeof model,
    options: earlierTraining(options) as typeof options,
  }
  expect(earlierIdentityOf(run)).toEqual(identityOf(before))
  expect(earlierIdentityOf(run).options).not.toBe(identityOf(run).options)
})
