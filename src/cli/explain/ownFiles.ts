import { crc32 } from 'node:zlib'
import { writeWhole } from '../../node/files.js'
import { readStart } from '../../node/imageFile.js'

// Pictures that this project writes carry its name, as PNG's keyword `Software` has it, so that they may be replaced by the
// next ones, and nothing else is.

const mark = 'Software\0mnist-digit-classifier'

/** Bytes before which the mark can stand: the signature and the header. */
const headerEnd = 33

/**
 * Writes a picture under a name that is free, or that of a picture which was written here before.
 *
 * @throws Error where there is another file
 */
export async function writeOwnPicture(path: string, png: Uint8Array): Promise<void> {
  const start = await readStart(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new Error(`${path}: could not be written (${error.message})`)
  })
  if (start && !Buffer.from(start).includes(mark))
    throw new Error(
      `${path}: expected a picture that mnist wrote, or none, received another file, which stays as it is`,
    )
  await writeWhole(path, marked(png))
}

function marked(png: Uint8Array): Uint8Array {
  const body = Buffer.from(`tEXt${mark}`, 'latin1')
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(body.length - 4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([png.subarray(0, headerEnd), length, body, sum, png.subarray(headerEnd)])
}
