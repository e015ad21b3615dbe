import { deflateSync } from 'node:zlib'

/** How a TIFF stores its pixels. */
interface Layout {
  readonly width: number
  readonly height: number
  /** Whether red, green and blue are stored apart. */
  readonly planar?: boolean
  /** The side of its tiles; one strip unless given. */
  readonly tile?: number
}

/** A white TIFF, all parts of which are the same compressed bytes: 3 bytes to a pixel, deflated. */
export function whiteTiff({ width, height, planar = false, tile }: Layout): Buffer {
  const pixels = tile ? tile * tile : width * height
  const part = deflateSync(Buffer.alloc(pixels * (planar ? 1 : 3), 255), { level: 9 })
  const parts = (tile ? Math.ceil(width / tile) * Math.ceil(height / tile) : 1) * (planar ? 3 : 1)
  const offsets = new Array<number>(parts).fill(8)
  const lengths = new Array<number>(parts).fill(part.length)
  const tags: Record<number, number[]> = {
    256: [width],
    257: [height],
    258: [8, 8, 8], // bits of each sample
    259: [8], // deflate
    262: [2], // RGB
    277: [3], // samples of each pixel
    284: [planar ? 2 : 1],
    ...(tile
      ? { 322: [tile], 323: [tile], 324: offsets, 325: lengths }
      : { 273: offsets, 278: [height], 279: lengths }),
  }
  const start = Buffer.from('II*\0\0\0\0\0', 'latin1')
  start.writeUInt32LE(8 + part.length, 4)
  return Buffer.concat([start, part, directory(tags, 8 + part.length)])
}

/** The tags in their order, numbers of 32 bits each, where one does not hold all of them behind the rest. */
function directory(tags: Record<number, number[]>, at: number): Buffer {
  const entries = Object.entries(tags) // whose keys are in order, since they are integers
  const table = Buffer.alloc(2 + 12 * entries.length + 4)
  const behind: Buffer[] = []
  let end = at + table.length
  table.writeUInt16LE(entries.length)
  for (const [index, [tag, values]] of entries.entries()) {
    const entry = table.subarray(2 + 12 * index)
    entry.writeUInt16LE(Number(tag), 0)
    entry.writeUInt16LE(4, 2)
    entry.writeUInt32LE(values.length, 4)
    entry.writeUInt32LE(values.length === 1 ? values[0]! : end, 8)
    if (values.length === 1) continue
    behind.push(Buffer.from(Uint32Array.from(values).buffer))
    end += 4 * values.length
  }
  return Buffer.concat([table, ...behind])
}
