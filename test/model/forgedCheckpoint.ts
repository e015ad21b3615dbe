/** What a checkpoint's header holds, its state parsed. */
export interface CheckpointParts {
  // biome-ignore lint/suspicious/noExplicitAny: tests put anything here
  header: any
  // biome-ignore lint/suspicious/noExplicitAny: and here
  state: any
  data: Uint8Array
}

/** Takes a checkpoint apart, and puts it together again as changed, with a right checksum. */
export function forgeCheckpoint(
  bytes: Uint8Array,
  change: (parts: CheckpointParts) => CheckpointParts | undefined,
): Uint8Array {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))
  const parts = { header, state: JSON.parse(header.__metadata__.state), data: bytes.slice(8 + length) }
  const changed = change(parts) ?? parts
  const metadata = changed.header?.__metadata__
  // A header that is damaged itself cannot carry the changed state.
  const whole =
    typeof metadata === 'object' && metadata !== null
      ? {
          ...changed.header,
          __metadata__: { ...metadata, checksum: '00000000', state: JSON.stringify(changed.state) },
        }
      : changed.header
  const text = new TextEncoder().encode(JSON.stringify(whole))
  const forged = new Uint8Array(8 + text.length + changed.data.length)
  new DataView(forged.buffer).setBigUint64(0, BigInt(text.length), true)
  forged.set(text, 8)
  forged.set(changed.data, 8 + text.length)
  const covered = 8 + '{"__metadata__":{"checksum":"00000000'.length
  let hash = 0x811c9dc5
  for (const byte of forged.subarray(covered)) hash = Math.imul(hash ^ byte, 0x01000193)
  forged.set(new TextEncoder().encode((hash >>> 0).toString(16).padStart(8, '0')), covered - 8)
  return forged
}
