import { type Random, randomStream } from '../../src/random.js'

// Attacks: many hostile inputs, each made from a seed, so that whatever one of them breaks can be made again. `npm test` tries a
// few of each kind, `npm run test:attack` all of them; ATTACK_SEED tries others.

const isFull = process.env.ATTACK === 'full'
export const attackSeed = Number(process.env.ATTACK_SEED ?? 0)

/** How many inputs to try: a few within `npm test`, all within `npm run test:attack`. */
export function attempts<T>({ few, all }: { readonly few: T; readonly all: T }): T {
  return isFull ? all : few
}

/** What became of the inputs of an attack: how many had each outcome. */
export type Outcomes = Readonly<Record<string, number>>

/**
 * Tries one hostile input after the other.
 *
 * @param name of the attack: each input's random stream is named by it and by the input's number
 * @param attack makes an input, lets the code under test have it, and says in a word or two what came of it; what it throws
 *   is what the attack has found
 * @returns how many inputs had each outcome
 */
export async function tryInputs(
  name: string,
  count: number,
  attack: (random: Random, index: number) => string | Promise<string>,
): Promise<Outcomes> {
  const outcomes: Record<string, number> = {}
  for (let index = 0; index < count; index++) {
    try {
      const outcome = await attack(randomStream(attackSeed, name, index), index)
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    } catch (error) {
      throw new Error(`${name}: input ${index} of ATTACK_SEED=${attackSeed}: ${(error as Error).message}`, {
        cause: error,
      })
    }
  }
  if (isFull) console.info(`attack ${name}: ${count} inputs, ${JSON.stringify(outcomes)}`)
  return outcomes
}

/** Damages a file: one to four changes of the kinds that transfers, disks and attackers make. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  let damaged: Uint8Array = Uint8Array.from(bytes)
  for (let changes = 1 + random.integer(4); changes > 0; changes--)
    damaged = byteMutations[random.integer(byteMutations.length)]!(damaged, random)
  return damaged
}

const byteMutations: readonly ((bytes: Uint8Array, random: Random) => Uint8Array)[] = [
  function flipBits(bytes, random) {
    for (let flips = 1 + random.integer(8); flips > 0 && bytes.length > 0; flips--)
      bytes[random.integer(bytes.length)]! ^= 1 << random.integer(8)
    return bytes
  },
  function overwriteRun(bytes, random) {
    const [start, end] = sliceOf(bytes, random)
    const kind = random.integer(3)
    for (let i = start; i < end; i++) bytes[i] = kind === 0 ? 0 : kind === 1 ? 255 : random.integer(256)
    return bytes
  },
  function overwriteNumber(bytes, random) {
    if (bytes.length < 8) return bytes
    const extremes = [0, 1, -1, 0x7fffffff, -0x80000000, 0x10000, 1e8]
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    view.setInt32(random.integer(bytes.length - 4), extremes[random.integer(extremes.length)]!, random.integer(2) === 0)
    return bytes
  },
  function overwriteHeader(bytes, random) {
    const length = Math.min(64, bytes.length)
    if (length > 0) bytes[random.integer(length)] = random.integer(256)
    return bytes
  },
  (bytes, random) => bytes.slice(0, random.integer(bytes.length + 1)),
  function append(bytes, random) {
    return joined(
      bytes,
      Uint8Array.from({ length: 1 + random.integer(64) }, () => random.integer(256)),
    )
  },
  function removeRun(bytes, random) {
    const [start, end] = sliceOf(bytes, random)
    return joined(bytes.subarray(0, start), bytes.subarray(end))
  },
  function repeatRun(bytes, random) {
    const [start, end] = sliceOf(bytes, random)
    return joined(bytes.subarray(0, end), bytes.subarray(start))
  },
]

function sliceOf(bytes: Uint8Array, random: Random): [start: number, end: number] {
  const start = random.integer(bytes.length + 1)
  return [start, Math.min(bytes.length, start + 1 + random.integer(256))]
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

/** Values that a field of JSON may have where nobody expects them. */
const oddValues: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  1e8,
  1e308,
  -1e308,
  Number.MAX_SAFE_INTEGER,
  '',
  'x',
  '__proto__',
  '../..',
  '\u001b[31m',
  [],
  [[]],
  {},
  { kind: 'x' },
  [null],
  'a'.repeat(10_000),
]

/** Damages a value of JSON: one to three fields are replaced, removed, added, renamed or nested. */
export function mutateJson(value: unknown, random: Random): unknown {
  const damaged = { root: structuredClone(value) }
  for (let changes = 1 + random.integer(3); changes > 0; changes--) {
    const places = placesWithin(damaged)
    const { owner, key } = places[random.integer(places.length)]!
    const odd = structuredClone(oddValues[random.integer(oddValues.length)])
    const kind = random.integer(5)
    if (kind === 1 && owner !== damaged && !Array.isArray(owner)) delete owner[key]
    else if (kind === 2 && isContainer(owner[key])) (owner[key] as Record<string, unknown>).added = odd
    else if (kind === 3) owner[key] = [owner[key]]
    else owner[key] = odd
  }
  return damaged.root
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function placesWithin(owner: Record<string, unknown>): { owner: Record<string, unknown>; key: string }[] {
  return Object.keys(owner).flatMap(key => {
    const inner = owner[key]
    return [{ owner, key }, ...(isContainer(inner) ? placesWithin(inner) : [])]
  })
}
