import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'

/** A seven, drawn dark on cream with a broad pen, over the middle of a picture. */
export function drawSeven(width: number, height = width): Sharp {
  const [x, y, side] = [width / 2, height / 2, Math.min(width, height)]
  const at = (u: number, v: number) => `${x + u * side},${y + v * side}`
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#f4efe2"/>` +
        `<path d="M${at(-0.2, -0.28)}L${at(0.2, -0.28)}L${at(-0.06, 0.3)}" stroke="#223" stroke-width="${side * 0.06}" fill="none" ` +
        'stroke-linecap="round" stroke-linejoin="round"/></svg>',
    ),
  ).removeAlpha()
}

/** Writes a file, and the folders that it lies in. */
export async function write(folder: string, name: string, content: Uint8Array | string): Promise<string> {
  const path = join(folder, name)
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, content)
  return path
}

/** The file of a square white picture of any size, of one bit to a pixel. */
export function whitePng(side: number, { interlaced = false } = {}): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([1, 0, 0, 0, interlaced ? 1 : 0], 8) // one bit, gray
  const rows = (interlaced ? adam7 : [[0, 0, 1, 1] as const]).map(([x, y, across, down]) => {
    const row = Buffer.alloc(1 + Math.ceil((side - x) / across / 8), 0xff)
    row[0] = 0 // no filter
    return Buffer.alloc(row.length * Math.ceil((side - y) / down), row)
  })
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** The passes of an interlaced PNG: where each begins, and how far its pixels lie apart, across and down. */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), content])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
