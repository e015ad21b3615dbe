import { createRequire } from 'node:module'
import { UsageError } from '../errors.js'
import type { QueueBackend } from './address.js'

/** What the package bullmq exports. */
export type Bullmq = typeof import('bullmq')

/** The driver that BullMQ opens each backend by. */
const drivers: Readonly<Record<QueueBackend, string>> = { redis: 'ioredis', postgres: 'pg' }

/**
 * Loads BullMQ, which not everybody has: it and the driver of each backend are optional peers of this package.
 *
 * @param importer a module beside which the packages are looked for. Defaults to this one.
 * @throws {UsageError} that says what to install, where BullMQ or the driver is missing
 */
export async function loadBullmq(backend: QueueBackend, importer: string | URL = import.meta.url): Promise<Bullmq> {
  const driver = drivers[backend]
  const manifest = resolve(importer, 'bullmq')
  // BullMQ asks for the driver itself, from where it lies.
  const missing = [manifest ? undefined : 'bullmq', resolve(manifest ?? importer, driver) ? undefined : driver]
  const names = missing.filter(name => name !== undefined)
  if (names.length > 0)
    throw new UsageError(
      `expected the ${names.length === 1 ? 'package' : 'packages'} ${names.join(' and ')}, which a queue on ${backend} needs, found ${names.length === 1 ? 'it' : 'them'} nowhere; npm install ${names.map(name => `${name}@${versions[name]}`).join(' ')} brings what is missing, beside this package (with --global where this one is)`,
    )
  return import('bullmq')
}

/** Major versions that this package was tested with. */
const versions: Readonly<Record<string, number>> = { bullmq: 6, ioredis: 6, pg: 8 }

function resolve(importer: string | URL, name: string): string | undefined {
  try {
    return createRequire(importer).resolve(name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}
