import { show } from '../../options.js'
import { imageSize, pixelShape, type Task } from '../../task.js'
import { Problem } from '../http/problem.js'
import type { InferRequest } from './request.js'

/**
 * The images that a request asks about.
 *
 * @param binary the bytes behind the JSON of the request
 * @param bodyLength of all of it: a shape may promise more numbers than could ever come
 * @returns raw pixels, image after image
 * @throws {Problem} 400 where they are not images of the task
 */
export function inputImages(
  { inputs }: InferRequest,
  binary: Uint8Array | undefined,
  bodyLength: number,
  task: Task,
): Uint8Array {
  const [input, ...others] = inputs
  if (!input || others.length > 0 || input.name !== 'image')
    throw new Problem(400, `expected one input, image, received ${show(inputs.map(({ name }) => name))}`)
  const { datatype, shape, data, parameters } = input
  if (datatype !== 'UINT8')
    throw new Problem(400, `expected the datatype of image to be UINT8, received ${show(datatype)}`)
  const sizes = pixelShape(task)
  const [count = 0, ...received] = shape
  if (count < 1 || received.length !== sizes.length || received.some((size, axis) => size !== sizes[axis]))
    throw new Problem(400, `expected the shape of image to be [images, ${sizes.join(', ')}], received ${show(shape)}`)
  const length = count * imageSize(task)
  const { binary_data_size: size } = parameters
  if (size === undefined) {
    if (binary && binary.length > 0)
      throw new Problem(400, `expected binary_data_size beside binary data, received ${binary.length} bytes without it`)
    if (!data) throw new Problem(400, 'expected image to have data, received none')
    if (length > bodyLength)
      throw new Problem(400, `expected ${length} numbers, as the shape says, received a body of ${bodyLength} bytes`)
    return pixelsOf(data, length)
  }
  if (data) throw new Problem(400, 'expected either data or binary_data_size, received both')
  if (!binary || size !== binary.length || binary.length !== length)
    throw new Problem(
      400,
      `expected ${length} bytes behind the JSON, as shape and binary_data_size say, received ${binary?.length ?? 0} and binary_data_size ${show(size)}`,
    )
  return binary
}

/** Lists within lists deeper than any tensor's are not gone into. */
const maxDepth = 8

/** Numbers of a list, flat or nested, in their order. */
function pixelsOf(data: readonly unknown[] | Uint8Array, length: number): Uint8Array {
  if (data instanceof Uint8Array) return expectLength(data, data.length, length)
  const pixels = new Uint8Array(length)
  let at = 0
  const write = (items: readonly unknown[], depth: number) => {
    for (const item of items)
      if (typeof item === 'number') {
        if (!(item >= 0 && item <= 255 && Number.isInteger(item)))
          throw new Problem(400, `expected data to be integers from 0 to 255, received ${show(item)}`)
        if (at < length) pixels[at] = item
        at++
      } else {
        if (!Array.isArray(item) || depth === maxDepth)
          throw new Problem(400, `expected data to be a list of numbers, flat or nested, received ${show(item)} in it`)
        write(item, depth + 1)
      }
  }
  write(data, 1)
  return expectLength(pixels, at, length)
}

function expectLength(pixels: Uint8Array, received: number, length: number): Uint8Array {
  if (received !== length) throw new Problem(400, `expected ${length} numbers, as the shape says, received ${received}`)
  return pixels
}
