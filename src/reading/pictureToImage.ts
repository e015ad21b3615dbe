import type { Task } from '../task.js'
import { type Picture, plane } from './picture.js'
import { resample } from './resample.js'
import { cropSubject } from './subject.js'

/**
 * Brings a picture into the form of a task's images, without any library, so that a page can. Where they show something bright on
 * black (`subjectFraction`), it is found against its background, as `cropSubject` does. Else the picture is resized as a whole, whatever its
 * proportions, each pixel the mean of what lies under it.
 *
 * @param picture RGBA, nothing of it transparent
 * @returns bytes 0–255: [channels × height × width]; of four channels, the last is 255
 * @throws {UsageError} if the data do not fit width and height
 * @example pictureToImage(context.getImageData(0, 0, 100, 60), classifier.metadata.task)
 */
export function pictureToImage(
  picture: Picture,
  { imageShape: [channels, height, width], subjectFraction }: Pick<Task, 'imageShape' | 'subjectFraction'>,
): Uint8Array {
  if (subjectFraction !== undefined && channels === 1) return cropSubject(picture, [height, width], subjectFraction)
  const image = new Uint8Array(channels * height * width)
  for (let channel = 0; channel < channels; channel++) {
    const values = plane(picture.width, picture.height)
    for (let pixel = 0; pixel < values.data.length; pixel++)
      values.data[pixel] = channels === 1 ? grayOf(picture.data, pixel * 4) : picture.data[pixel * 4 + channel]!
    image.set(Uint8Array.from(resample(values, width, height).data, Math.round), channel * height * width)
  }
  return image
}

/** How much light a byte of sRGB stands for, in [0, 1] (IEC 61966-2-1). */
const lightOf = Float32Array.from({ length: 256 }, (_, byte) =>
  byte <= 10 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4,
)

/** The gray that is as bright as a color, as libvips has it, which makes the images to learn from. */
function grayOf(data: Picture['data'], at: number): number {
  const [red, green, blue] = [data[at]!, data[at + 1]!, data[at + 2]!]
  if (red === green && green === blue) return red
  const light = 0.2126 * lightOf[red]! + 0.7152 * lightOf[green]! + 0.0722 * lightOf[blue]!
  return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055)
}
