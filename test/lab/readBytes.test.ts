import { expect, test } from 'vitest'
import { readBytes } from '../../lab/data/readBytes.js'

/** A stream of chunks of four bytes each. */
function streamOf(chunks: number) {
  const seen = { pulled: 0, canceled: false }
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (seen.pulled++ < chunks) controller.enqueue(Uint8Array.of(1, 2, 3, 4))
      else controller.close()
    },
    cancel() {
      seen.canceled = true
    },
  })
  return { stream, seen }
}

test('a stream of the right length is read', async () => {
  expect(await readBytes(streamOf(2).stream, 8)).toEqual(Uint8Array.of(1, 2, 3, 4, 1, 2, 3, 4))
})

test('a stream without an end is left', async () => {
  const { stream, seen } = streamOf(Number.POSITIVE_INFINITY)
  await expect(readBytes(stream, 10)).rejects.toThrow('expected 10 bytes, received more')
  expect(seen.canceled).toBe(true)
  expect(seen.pulled).toBeLessThan(10)
})

test('a stream that ends early is refused', async () => {
  await expect(readBytes(streamOf(1).stream, 10)).rejects.toThrow('expected 10 bytes, received 4')
})
