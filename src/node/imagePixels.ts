import sharp from 'sharp'
import { UsageError } from '../errors.js'
import { cropSubject } from '../reading/subject.js'
import type { Task } from '../task.js'
import type { DecodedImage } from './decodePixels.js'

/** What sharp calls the color spaces that images of so many channels are in. */
const colorSpaces = { 1: 'b-w', 3: 'srgb', 4: 'srgb' } as const

/**
 * Brings a picture into the form of a task's images. Where they show something bright on black (`subjectFraction`), it is found against its
 * background, as `cropSubject` does. Else the picture is resized as a whole, whatever its proportions; what is transparent becomes white, unless the images
 * have four channels, of which the last says how opaque a pixel is. For tasks whose images are pictures as they are: handwritten digits
 * have to be found first, by a reader.
 *
 * @returns raw pixels 0–255: [channels × height × width]
 * @throws {UsageError} if the images of the task have other than 1 (gray), 3 (RGB) or 4 (RGBA) channels
 * @example const probabilities = await classifier.predict(await imagePixels(await decodeImage('poppy.png'), classifier.metadata.task))
 */
export async function imagePixels(
  { data, width, height }: DecodedImage,
  { imageShape: [channels, rows, columns], subjectFraction }: Pick<Task, 'imageShape' | 'subjectFraction'>,
): Promise<Uint8Array> {
  if (subjectFraction !== undefined && channels === 1)
    return cropSubject({ data, width, height }, [rows, columns], subjectFraction)
  if (!(channels in colorSpaces))
    throw new UsageError(`expected a task with images of 1, 3 or 4 channels, received one of ${channels}`)
  const picture = sharp(data, { raw: { width, height, channels: (data.length / width / height) as 3 | 4 } })
  const whole = channels === 4 ? picture.ensureAlpha() : picture.flatten({ background: 'white' })
  const pixels = await whole
    .resize(columns, rows, { fit: 'fill' })
    .toColorspace(colorSpaces[channels as keyof typeof colorSpaces])
    .raw({ depth: 'uchar' })
    .toBuffer() // [height × width × channels]
  const area = rows * columns
  return Uint8Array.from(
    { length: channels * area },
    (_, at) => pixels[(at % area) * channels + Math.floor(at / area)]!,
  )
}
