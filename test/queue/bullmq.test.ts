import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { loadBullmq } from '../../src/queue/bullmq.js'
import { temporaryFolder } from '../data/smallDataset.js'

// What somebody reads who has not installed what a queue needs. Where the packages are, the other tests of queues load them.

/** A place from which a package of each name is found, and no other. */
async function placeWith(...names: string[]): Promise<URL> {
  const folder = await temporaryFolder()
  for (const name of names) {
    await mkdir(join(folder, 'node_modules', name), { recursive: true })
    await writeFile(join(folder, 'node_modules', name, 'index.js'), '')
  }
  return pathToFileURL(join(folder, 'importer.js'))
}

test.each([
  [
    'redis',
    [],
    'expected the packages bullmq and ioredis, which a queue on redis needs, found them nowhere; npm install bullmq@6 ioredis@6 brings',
  ],
  [
    'redis',
    ['bullmq'],
    'expected the package ioredis, which a queue on redis needs, found it nowhere; npm install ioredis@6 brings',
  ],
  [
    'postgres',
    ['bullmq', 'ioredis'],
    'expected the package pg, which a queue on postgres needs, found it nowhere; npm install pg@8 brings',
  ],
  [
    'postgres',
    ['pg'],
    'expected the package bullmq, which a queue on postgres needs, found it nowhere; npm install bullmq@6 brings',
  ],
] as const)('a queue on %s beside %j says what to install', async (backend, names, message) => {
  const loading = loadBullmq(backend, await placeWith(...names))
  await expect(loading).rejects.toThrow(UsageError)
  await expect(loading).rejects.toThrow(message)
})
