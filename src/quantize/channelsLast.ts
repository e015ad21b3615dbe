/**
 * The values of images [count, channels, pixels] in the order [count, pixels, channels], in which a window's rows lie together in memory.
 *
 * @param channels of each image
 * @param pixels of each channel
 */
export function channelsLast<T extends Int8Array | Uint8Array>(values: T, channels: number, pixels: number): T {
  const ordered = values.slice() as T
  const size = channels * pixels
  for (let start = 0; start < values.length; start += size)
    for (let channel = 0; channel < channels; channel++)
      for (let pixel = 0; pixel < pixels; pixel++)
        ordered[start + pixel * channels + channel] = values[start + channel * pixels + pixel]!
  return ordered
}

/** The same the other way. */
export function channelsFirst<T extends Int8Array | Uint8Array>(values: T, channels: number, pixels: number): T {
  return channelsLast(values, pixels, channels)
}
