import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import type { Dataset } from '../../src/data/dataset.js'
import { mnistTask } from '../../src/task.js'

/** An IDX file of images whose pixels count up. */
export function idxImages(count: number, rows = 28, columns = 28): Buffer {
  const pixels = Buffer.from(Uint8Array.from({ length: count * rows * columns }, (_, index) => index * 7))
  return Buffer.concat([bigEndian(0x803, count, rows, columns), pixels])
}

/** An IDX file of labels. */
export const idxLabels = (...labels: number[]) =>
  Buffer.concat([bigEndian(0x801, labels.length), Buffer.from(Uint8Array.from(labels))])

export function bigEndian(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length)
  values.forEach((value, index) => {
    bytes.writeUInt32BE(value, 4 * index)
  })
  return bytes
}

/** The four files of a dataset of three training and two test images, by name. */
export const smallFiles: Record<string, Buffer> = {
  'train-images-idx3-ubyte': idxImages(3),
  'train-labels-idx1-ubyte': idxLabels(5, 0, 4),
  't10k-images-idx3-ubyte': idxImages(2),
  't10k-labels-idx1-ubyte': idxLabels(7, 2),
}

/** The description of that dataset, with digests of its own and the given mirrors. */
export function smallDataset(...mirrors: string[]): Dataset {
  const file = (name: string) => {
    const bytes = smallFiles[name]!
    return { name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), gzip: true }
  }
  const part = (prefix: string, count: number) => ({
    count,
    images: file(`${prefix}-images-idx3-ubyte`),
    labels: file(`${prefix}-labels-idx1-ubyte`),
  })
  return {
    name: 'small',
    about: 'what counts up',
    digestsFrom: 'these tests',
    license: 'CC0-1.0',
    homepage: 'http://localhost/',
    citation: 'none',
    task: { ...mnistTask, name: 'small' },
    parts: { training: part('train', 3), test: part('t10k', 2) },
    mirrors,
  }
}

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'digits-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A server on this machine that is gone after the test; returns its address. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

/** A mirror that has the four files as it should. */
export const serveSmallFiles = (): Promise<string> =>
  serve((request, response) => {
    const bytes = smallFiles[request.url!.slice(1).replace(/\.gz$/, '')]
    if (bytes && request.url!.endsWith('.gz')) response.end(gzipSync(bytes))
    else response.writeHead(404).end()
  })
