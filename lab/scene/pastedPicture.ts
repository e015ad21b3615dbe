import { showPicture } from './scene.js'

/** Longest side at which a picture is read, in pixels: a digit of a photographed page still has some fifty of them. */
const LONGEST = 1600

/**
 * Decodes a picture and puts it onto the pad, upright as its notes say.
 *
 * @throws Error where it is no picture that the browser knows
 */
export async function bringPicture(file: Blob & { readonly name?: string }): Promise<void> {
  const name = file.name ?? 'the picture'
  const whole = await createImageBitmap(file).catch(() => {
    throw new Error(`${name}: expected a picture, received ${file.type || 'something else'} that cannot be decoded`)
  })
  const share = LONGEST / Math.max(whole.width, whole.height)
  if (share >= 1) return showPicture(whole)
  const [resizeWidth, resizeHeight] = [whole.width, whole.height].map(side => Math.max(1, Math.round(side * share)))
  showPicture(
    await createImageBitmap(whole, { resizeWidth: resizeWidth!, resizeHeight: resizeHeight!, resizeQuality: 'high' }),
  )
  whole.close()
}

/** The first picture among what was dropped or pasted. */
export function pictureIn(transfer: DataTransfer | null): File | undefined {
  return [...(transfer?.files ?? [])].find(({ type }) => type.startsWith('image/'))
}
