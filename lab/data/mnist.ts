import type { DatasetFile, Part } from '../../src/data/dataset.js'
import { mnist } from '../../src/data/datasets/mnist.js'
import { type Digits, digitsFromIdx } from '../../src/data/digits.js'
import { readBytes } from './readBytes.js'

/** How long a file may take from one place: what is slower is meant to last. */
const MAX_SECONDS = 1800

/**
 * Fetches a part of MNIST: from beside the page, where `mnist lab` has it, or else from the mirrors, where the page's policy allows
 * that. The digest is checked wherever the files come from.
 *
 * @throws Error that tells of every place that was asked
 */
export async function fetchMnist(part: Part): Promise<Digits> {
  const { images, labels } = mnist.parts[part]
  const [imageBytes, labelBytes] = await Promise.all([fetchFile(images), fetchFile(labels)])
  return digitsFromIdx({ name: images.name, bytes: imageBytes }, { name: labels.name, bytes: labelBytes })
}

async function fetchFile(file: DatasetFile): Promise<Uint8Array> {
  const reasons: string[] = []
  for (const address of [
    new URL(`./mnist/${file.name}`, pageAddress()).href,
    ...mnist.mirrors.map(mirror => `${mirror}${file.name}.gz`),
  ])
    try {
      const response = await fetch(address, { signal: AbortSignal.timeout(MAX_SECONDS * 1000) })
      if (!response.ok || !response.body) throw new Error(`status ${response.status}`)
      const plain = address.endsWith('.gz') ? response.body.pipeThrough(new DecompressionStream('gzip')) : response.body
      return await verified(await readBytes(plain, file.bytes), file)
    } catch (error) {
      reasons.push(`${address}: ${(error as Error).message}`)
    }
  throw new Error(`${file.name} could not be had; ${reasons.join('; ')}`)
}

async function verified(bytes: Uint8Array<ArrayBuffer>, { sha256 }: DatasetFile): Promise<Uint8Array> {
  // Browsers have digests on secure pages only, such as those of this machine.
  if (!globalThis.crypto?.subtle) return bytes
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  const actual = Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('')
  if (actual !== sha256) throw new Error(`expected SHA-256 ${sha256}, received ${actual}`)
  return bytes
}

/** The folder of the page; a worker's script lies in one below it. */
function pageAddress(): string {
  return typeof document === 'object' ? document.baseURI : new URL('..', location.href).href
}
