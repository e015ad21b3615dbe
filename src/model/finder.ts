import { type Level, levelOf, scalesOf } from '../reading/levels.js'
import type { Plane } from '../reading/picture.js'
import { type SeparatorSighting, separatorSightings } from '../reading/separators.js'
import { type Found, type Sighting, sightings, suppress, type Told } from '../reading/sightings.js'
import type { Runtime } from '../runtime/runtime.js'

/** Finds where digits are in a picture. */
export interface Finder {
  /**
   * Looks for the one digit of a picture: coarsely first, and finely only where nothing sure was seen.
   *
   * @param tones 0–1
   * @param options.thorough whether to look finely in any case. Default: false
   * @returns most likely first
   */
  findOne(tones: Plane, options?: { readonly thorough?: boolean }): Promise<Found[]>
  /**
   * Looks for all digits of a picture.
   *
   * @param tones 0–1
   * @returns most likely first, and the places that see a sign that parts digits
   */
  findAll(tones: Plane): Promise<{ readonly digits: Found[]; readonly separators: SeparatorSighting[] }>
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

  async function look({ field: { data, width, height } }: Level): Promise<Told> {
    const { classes, separators, boxes } = await program.run({ scene: { data, shape: [1, 1, height, width] } })
    const [rows, columns] = classes!.shape.slice(2) as [number, number]
    const [logits, signs, told] = [classes, separators, boxes].map(output => output!.data as Float32Array)
    return { rows, columns, classes: logits!, separators: signs!, boxes: told! }
  }

  async function lookAtAll(tones: Plane, largest: number) {
    const seen: Sighting[] = []
    const separators: SeparatorSighting[] = []
    for (const [index, scale] of scalesOf(tones.width, tones.height, largest).entries()) {
      const level = levelOf(tones, scale)
      const told = await look(level)
      seen.push(...sightings(told, level, index))
      separators.push(...separatorSightings(told, level))
    }
    return { digits: suppress(seen), separators }
  }

  return {
    async findOne(tones, { thorough = false } = {}) {
      if (thorough) return (await lookAtAll(tones, LARGEST_OF_ONE)).digits
      const seen: Sighting[] = []
      let found: Found[] = []
      for (const [index, scale] of scalesOf(tones.width, tones.height, LARGEST_OF_ONE).entries()) {
        const level = levelOf(tones, scale)
        seen.push(...sightings(await look(level), level, index))
        found = suppress(seen)
        if (found[0] && found[0].score >= SURE && found[0].votes >= VOTES) break
      }
      return found
    },
    findAll: tones => lookAtAll(tones, LARGEST_OF_ALL),
    dispose: () => program.dispose(),
  }
}
