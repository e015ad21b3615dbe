import { imageSize, type Task } from '../task.js'

/** An image as it is shown: bytes 0–255, rows from the top, one or three to a pixel. */
export interface ShownPixels {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
  readonly data: Uint8Array
}

/**
 * Makes one of a task's images fit to be looked at: ink dark on white where there is one channel, colors where there are three,
 * and elsewhere the first channel.
 *
 * @param images raw pixels 0–255, image after image: [count, channels, height, width]
 */
export function shownPixels(images: ArrayLike<number>, index: number, task: Task): ShownPixels {
  const [channels, height, width] = task.imageShape
  const area = height * width
  const start = index * imageSize(task)
  if (channels !== 3)
    return {
      width,
      height,
      channels: 1,
      data: Uint8Array.from({ length: area }, (_, pixel) => 255 - images[start + pixel]!),
    }
  const data = new Uint8Array(3 * area)
  for (let pixel = 0; pixel < area; pixel++)
    for (let channel = 0; channel < 3; channel++) data[3 * pixel + channel] = images[start + channel * area + pixel]!
  return { width, height, channels: 3, data }
}
