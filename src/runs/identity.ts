import { createHash } from 'node:crypto'
import type { Identity } from '../model/checkpoint.js'
import type { RunRecord } from './record.js'

/** What decides which weights a run ends with, so that no checkpoint of another run is taken for its own. */
export function identityOf({ seed, model, options, data }: Identified): Identity {
  return { seed: digest(seed), net: digest(model), options: digest(options), data: digest(data.digests) }
}

type Identified = Pick<RunRecord, 'seed' | 'model' | 'options' | 'data'>

/** SHA-256 of data, in whatever order its keys stand. */
function digest(data: unknown): string {
  const text = JSON.stringify(data, (_, value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
  return createHash('sha256').update(text).digest('hex')
}
