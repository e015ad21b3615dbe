import type { EpochRecord } from '../training/history.js'
import { nothingYet, type TrainingState } from '../training/state.js'

// A checkpoint is a safetensors file (https://github.com/huggingface/safetensors, "Format"): eight bytes with the length
// of a JSON header, the header, and the vectors, little-endian. Half a screen of code, no dependency, and any
// safetensors library opens it. The header begins with a checksum of all that follows it: a disk that lost a bit must not
// change a training unseen.

interface Header {
  readonly __metadata__: { readonly checksum: string; readonly state: string }
  readonly [vector: string]: unknown
}

interface Entry {
  readonly dtype: 'F32'
  readonly shape: readonly number[]
  readonly data_offsets: readonly [start: number, end: number]
}

/** Serialises a training state. */
export function encodeCheckpoint(state: TrainingState): Uint8Array {
  const { epoch, step, running, history, best } = state
  const vectors: Record<string, Float32Array> = {
    trained: state.parameters.trained,
    statistics: state.parameters.statistics,
    ...Object.fromEntries(Object.entries(state.slots).map(([slot, values]) => [`slot.${slot}`, values])),
    ...(best && { 'best.trained': best.parameters.trained, 'best.statistics': best.parameters.statistics }),
  }
  let end = 0
  const entries = Object.entries(vectors).map(([name, { length }]): [string, Entry] => {
    const start = end
    end += length * 4
    return [name, { dtype: 'F32', shape: [length], data_offsets: [start, end] }]
  })
  const summary = { epoch, step, running, history, ...(best && { best: { epoch: best.epoch, score: best.score } }) }
  const __metadata__ = { checksum: checksum(new Uint8Array(0)), state: JSON.stringify(summary) }
  const text = JSON.stringify({ __metadata__, ...Object.fromEntries(entries) }) // plain ASCII
  const header = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8))
  const bytes = new Uint8Array(8 + header.length + end)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true)
  bytes.set(header, 8)
  for (const [name, { data_offsets }] of entries) {
    const values = vectors[name]!
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 8 + header.length + data_offsets[0])
  }
  bytes.set(new TextEncoder().encode(checksum(bytes.subarray(covered))), covered - digits)
  return bytes
}

/**
 * Reads a training state.
 *
 * @throws Error where the bytes are no checkpoint, or a damaged one
 */
export function decodeCheckpoint(bytes: Uint8Array): TrainingState {
  try {
    return decode(bytes)
  } catch (error) {
    throw new Error(
      `expected a whole checkpoint, received ${bytes.length} bytes that are none (${(error as Error).message})`,
    )
  }
}

function decode(bytes: Uint8Array): TrainingState {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true))
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Header
  const found = checksum(bytes.subarray(covered))
  if (header.__metadata__.checksum !== found)
    throw new Error(`its checksum is ${header.__metadata__.checksum}, that of its content ${found}`)
  const { epoch, step, running, history, best } = JSON.parse(header.__metadata__.state) as {
    epoch: number
    step: number
    running: TrainingState['running'] | { readonly correct: number; readonly seconds: number }
    history: EpochRecord[]
    best?: { epoch: number; score: number }
  }
  const { __metadata__, ...entries } = header
  const end = Math.max(...Object.values(entries).map(entry => (entry as Entry).data_offsets[1]))
  if (8 + length + end !== bytes.length) throw new Error('its vectors do not fill it')
  const vector = (name: string): Float32Array => {
    const entry = header[name] as Entry | undefined
    if (!entry) throw new Error(`the vector ${name} is missing`)
    const [start, end] = entry.data_offsets
    // A copy, to be aligned; not by slice(), which is a view where a file was read into Node's Buffer.
    return new Float32Array(new Uint8Array(bytes.subarray(8 + length + start, 8 + length + end)).buffer)
  }
  const slots = Object.keys(header).filter(name => name.startsWith('slot.'))
  return {
    epoch,
    step,
    // Version 0.1.0 kept sums without counts: an epoch that it left unfinished has the means of the steps to come.
    running: 'correct' in running ? { ...nothingYet, seconds: running.seconds } : running,
    history,
    parameters: { trained: vector('trained'), statistics: vector('statistics') },
    slots: Object.fromEntries(slots.map(name => [name.slice('slot.'.length), vector(name)])),
    ...(best && {
      best: { ...best, parameters: { trained: vector('best.trained'), statistics: vector('best.statistics') } },
    }),
  }
}

/** Hexadecimal digits of a checksum, and the first byte that it covers. */
const digits = 8
const covered = 8 + '{"__metadata__":{"checksum":"'.length + digits

/** FNV-1a. */
function checksum(bytes: Uint8Array): string {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash >>> 0).toString(16).padStart(digits, '0')
}
