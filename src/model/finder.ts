import { levelOf, scalesOf } from '../reading/levels.js'
import type { Plane } from '../reading/picture.js'
import { type Found, type Sighting, sightings, suppress } from '../reading/sightings.js'
import type { Runtime } from '../runtime/runtime.js'

/** What was found of a picture's one digit. */
export interface Search {
  /** Most likely first. */
  readonly found: readonly Found[]
  /** Looks at the finer sizes, too; undefined where all were looked at. */
  readonly lookFiner?: () => Promise<readonly Found[]>
}

/** Finds where digits are in a picture. */
export interface Finder {
  /**
   * Looks for the one digit of a picture: coarsely first, and finely only where nothing sure was seen.
   *
   * @param tones 0–1
   */
  findOne(tones: Plane): Promise<Search>
  /**
   * Looks for all digits of a picture.
   *
   * @param tones 0–1
   * @returns most likely first
   */
  findAll(tones: Plane): Promise<Found[]>
  dispose(): Promise<void>
}

/** The most pixels along the longer side of a picture that is looked at for one digit, and for all. */
const [LARGEST_OF_ONE, LARGEST_OF_ALL] = [400, 1600]
/** A digit this sure, and seen from so many places, needs no finer look. */
const [SURE, VOTES] = [0.9, 2]

/**
 * Makes a finder of a model with input `scene` float32 [batch, 1, height, width] and the outputs `classes`
 * [batch, 11, height / 4, width / 4] and `boxes` [batch, 4, height / 4, width / 4].
 *
 * @param options.threads cores that it may use
 */
export async function createFinder(
  runtime: Runtime,
  model: Uint8Array,
  options: { readonly threads: number },
): Promise<Finder> {
  const program = await runtime.compile(model, options)

  async function look(tones: Plane, scale: number, index: number): Promise<Sighting[]> {
    const level = levelOf(tones, scale)
    const { data, width, height } = level.field
    const { classes, boxes } = await program.run({ scene: { data, shape: [1, 1, height, width] } })
    const [rows, columns] = classes!.shape.slice(2) as [number, number]
    const told = { rows, columns, classes: classes!.data as Float32Array, boxes: boxes!.data as Float32Array }
    return sightings(told, level, index)
  }

  /** Looks at each size from a first one on; `before` was seen at those before it. */
  async function lookFrom(first: number, tones: Plane, scales: readonly number[], before: readonly Sighting[]) {
    const seen = [...before]
    for (let index = first; index < scales.length; index++) seen.push(...(await look(tones, scales[index]!, index)))
    return suppress(seen)
  }

  return {
    async findOne(tones) {
      const scales = scalesOf(tones.width, tones.height, LARGEST_OF_ONE)
      const seen: Sighting[] = []
      for (const [index, scale] of scales.entries()) {
        seen.push(...(await look(tones, scale, index)))
        const found = suppress(seen)
        const next = index + 1
        if (next === scales.length) return { found }
        if (found[0] && found[0].score >= SURE && found[0].votes >= VOTES)
          return { found, lookFiner: () => lookFrom(next, tones, scales, seen) }
      }
      return { found: [] }
    },
    findAll: tones => lookFrom(0, tones, scalesOf(tones.width, tones.height, LARGEST_OF_ALL), []),
    dispose: () => program.dispose(),
  }
}
