import { type Level, levelOf, scalesOf } from '../reading/levels.js'
import type { Plane } from '../reading/picture.js'
import { type SeparatorSighting, separatorSightings } from '../reading/separators.js'
import { type Found, type Sighting, sightings, suppress, type Told } from '../reading/sightings.js'
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
   * @param grayLevels 0–1
   */
  findOne(grayLevels: Plane): Promise<Search>
  /**
   * Looks for all digits of a picture.
   *
   * @param grayLevels 0–1
   * @returns most likely first, and the places that see a sign that parts digits
   */
  findAll(grayLevels: Plane): Promise<{ readonly digits: Found[]; readonly separators: SeparatorSighting[] }>
  dispose(): Promise<void>
}

/** The most pixels along the longer side of a picture that is looked at for one digit, and for all. */
const [LARGEST_OF_ONE, LARGEST_OF_ALL] = [400, 1600]
/** A digit this sure, and seen from so many places, needs no finer look. */
const [SURE, VOTES] = [0.9, 2]

/**
 * Makes a finder of a model with input `scene` float32 [batch, 1, height, width], sides multiples of 8, and the outputs `classes`
 * [batch, 11, height / 4, width / 4], `separators` [batch, 6, height / 4, width / 4] and `boxes` [batch, 4, height / 4, width / 4].
 *
 * @param options.threads cores that it may use
 */
export async function createFinder(
  runtime: Runtime,
  model: Uint8Array,
  options: { readonly threads: number },
): Promise<Finder> {
  const program = await runtime.compile(model, options)

  /** Looks at one size. */
  async function look(grayLevels: Plane, scale: number): Promise<{ readonly level: Level; readonly told: Told }> {
    const level = levelOf(grayLevels, scale)
    const { data, width, height } = level.field
    const { classes, separators, boxes } = await program.run({ scene: { data, shape: [1, 1, height, width] } })
    const [rows, columns] = classes!.shape.slice(2) as [number, number]
    const [digits, signs, places] = [classes, separators, boxes].map(output => output!.data as Float32Array)
    return { level, told: { rows, columns, classes: digits!, separators: signs!, boxes: places! } }
  }

  async function digitsAt(grayLevels: Plane, scale: number, index: number): Promise<Sighting[]> {
    const { level, told } = await look(grayLevels, scale)
    return sightings(told, level, index)
  }

  return {
    async findOne(grayLevels) {
      const scales = scalesOf(grayLevels.width, grayLevels.height, LARGEST_OF_ONE)
      const seen: Sighting[] = []
      for (const [index, scale] of scales.entries()) {
        seen.push(...(await digitsAt(grayLevels, scale, index)))
        const found = suppress(seen)
        const next = index + 1
        if (next === scales.length) return { found }
        if (found[0] && found[0].score >= SURE && found[0].votes >= VOTES)
          return {
            found,
            async lookFiner() {
              const all = [...seen]
              for (let finer = next; finer < scales.length; finer++)
                all.push(...(await digitsAt(grayLevels, scales[finer]!, finer)))
              return suppress(all)
            },
          }
      }
      return { found: [] }
    },
    async findAll(grayLevels) {
      const seen: Sighting[] = []
      const separators: SeparatorSighting[] = []
      for (const [index, scale] of scalesOf(grayLevels.width, grayLevels.height, LARGEST_OF_ALL).entries()) {
        const { level, told } = await look(grayLevels, scale)
        seen.push(...sightings(told, level, index))
        separators.push(...separatorSightings(told, level))
      }
      return { digits: suppress(seen), separators }
    },
    dispose: () => program.dispose(),
  }
}
