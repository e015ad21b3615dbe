import { mnist, type Part } from '../../src/data/datasets.js'
import { type Digits, digitsFromIdx } from '../../src/data/digits.js'

/**
 * A part of MNIST, from the server of the page.
 *
 * @throws Error where the server has none
 */
export async function fetchDigits(part: Part): Promise<Digits> {
  const { images, labels } = mnist.parts[part]
  const [pixels, answers] = await Promise.all([fetchFile(images.name), fetchFile(labels.name)])
  return digitsFromIdx(pixels, answers)
}

async function fetchFile(name: string): Promise<{ name: string; bytes: Uint8Array }> {
  // Among the built scripts, one folder below the page, lies the worker that asks.
  const response = await fetch(new URL(`../mnist/${name}`, self.location.href)).catch((error: Error) => {
    throw new Error(`${name}: could not be fetched (${error.message})`)
  })
  if (!response.ok) throw new Error(`${name}: expected MNIST beside the page, received status ${response.status}`)
  return { name, bytes: new Uint8Array(await response.arrayBuffer()) }
}
