import { changeImages } from '../changeImages.js'
import { shifts as curves, shiftedBy } from '../shifts.js'
import type { Suite } from '../suite.js'
import { expectSmallGray } from './expectTask.js'

/** Digits moved, rotated, scaled, their strokes wider and narrower, each a little and a lot. */
export const shifts: Suite = {
  name: 'shifts',
  version: 1,
  about: 'translation, rotation, scale and thickness, as curves',
  conditions({ task, test, seed }) {
    expectSmallGray(task, 'shifts')
    return curves.flatMap(shift =>
      shift.values.map(value => {
        const { name, apply } = shiftedBy(shift, value, seed)
        return {
          name,
          point: { curve: shift.name, value, unit: shift.unit },
          examples: () => ({ ...test, images: changeImages(name, test.images, apply) }),
        }
      }),
    )
  },
}
