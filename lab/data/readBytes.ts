/**
 * Reads a stream of known length. Whoever sends more sends something else, and is not listened to.
 *
 * @throws {Error} if the stream has more bytes, or fewer
 */
export async function readBytes(stream: ReadableStream<Uint8Array>, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length)
  let received = 0
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read()
    if (done) break
    if (received + value.length > length) {
      await reader.cancel()
      throw new Error(`expected ${length} bytes, received more`)
    }
    bytes.set(value, received)
    received += value.length
  }
  if (received !== length) throw new Error(`expected ${length} bytes, received ${received}`)
  return bytes
}
