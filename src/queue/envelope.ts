import * as v from 'valibot'
import { packageVersion } from '../node/version.js'
import { expectShape } from '../options.js'

// What travels through a queue says which version of this project made it: another one may train, or read, something else.

/** What a job holds. */
export interface Envelope {
  readonly version: string
  readonly payload: unknown
}

const shape = v.object({ version: v.string('a version'), payload: v.unknown() })

export function sealed(payload: unknown): Envelope {
  return { version: packageVersion(), payload }
}

/**
 * What a job asks for.
 *
 * @throws {DataError} if it is none of this project's
 * @throws {RefusedJob} if another version of this project made it
 */
export function unsealed(data: unknown): unknown {
  expectShape(shape, data, 'a job of this project')
  const own = packageVersion()
  if (data.version !== own)
    throw new RefusedJob(`expected jobs of version ${own}, as this worker is, received one of version ${data.version}`)
  return data.payload
}

/** A job that this worker must not do, and another may. */
export class RefusedJob extends Error {
  override readonly name = 'RefusedJob'
}
