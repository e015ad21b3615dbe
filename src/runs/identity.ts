import { createHash } from 'node:crypto'
import type { Identity } from '../model/checkpoint.js'
import { earlierConfiguration, earlierTraining } from '../model/earlierNames.js'
import type { RunRecord } from './record.js'

/** What decides which weights a run ends with, so that no checkpoint of another run is taken for its own. */
export function identityOf({ seed, model, options, data, from }: Identified): Identity {
  return {
    ...{ seed: digest(seed), net: digest(model), options: digest(options), data: digest(data.digests) },
    ...(from && { from: from.sha256 }),
  }
}

/** The identity of the same run in a checkpoint that version 0.1.0 wrote, under its names of options. */
export function earlierIdentityOf({ model, options, ...others }: Identified): Identity {
  return identityOf({
    ...others,
    model: earlierConfiguration(model) as Identified['model'],
    options: earlierTraining(options) as Identified['options'],
  })
}

type Identified = Pick<RunRecord, 'seed' | 'model' | 'options' | 'data' | 'from'>

/** SHA-256 of data, in whatever order its keys stand. */
function digest(data: unknown): string {
  const text = JSON.stringify(data, (_, value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
  return createHash('sha256').update(text).digest('hex')
}
