import { DataError } from '../errors.js'
import { type ImageKind, imageKindOf } from './imageKinds.js'

/** Says why an image cannot be read, in words that need no others: "expected …, received …". */
export class Unreadable extends DataError {
  constructor(message: string) {
    super(message, { code: 'ERR_MNIST_IMAGE' })
  }
}

const readable = 'a PNG, JPEG, WebP, GIF, TIFF, AVIF or SVG image'

/**
 * The kind of a file by its first bytes.
 *
 * @throws {Unreadable} if it is empty, or no image
 */
export function expectImage(start: Uint8Array): ImageKind {
  if (start.length === 0) throw new Unreadable('the file is empty')
  const kind = imageKindOf(start)
  if (kind === undefined) throw new Unreadable(`expected ${readable}, received ${describe(start)}`)
  return kind
}

/**
 * Says in a few words why a file could not be read.
 *
 * @param error what the decoder said, or the file system
 * @param start looks at the first bytes of the file again, which may be gone or another by now
 */
export async function findReason(error: Error, start: () => Promise<Uint8Array>): Promise<string> {
  const known = reasonOf(error)
  if (known !== undefined) return known
  try {
    const { name, decodable } = expectImage(await start())
    if (!decodable) return `expected ${readable}, received ${name}, which cannot be decoded; save it as PNG or JPEG`
    return `the ${name} is cut or damaged${detail(error.message)}`
  } catch (again) {
    return reasonOf(again as Error) ?? (again as Error).message
  }
}

/** The problem of an image that there is no look at the content of. */
export function couldNotBeRead(error: Error): string {
  return `could not be read (${reasonOf(error) ?? error.message})`
}

/** What is wrong by the file system, or by ourselves; undefined where it is the decoder that complains. */
function reasonOf(error: NodeJS.ErrnoException): string | undefined {
  if (error instanceof Unreadable) return error.message
  // What the system says in words of its own: `EIO: i/o error, read`.
  return error.code && (fileErrors[error.code] ?? error.message.replace(/^[A-Z0-9]+: ([^,]+),.*$/s, '$1'))
}

const fileErrors: Record<string, string> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  ERR_INVALID_ARG_VALUE: 'no such file', // the name holds a zero byte
  EISDIR: 'it is a folder',
  EACCES: 'no permission',
  EPERM: 'no permission',
  ELOOP: 'its symbolic links lead in a circle',
}

function describe(start: Uint8Array): string {
  const text = new TextDecoder().decode(start, { stream: true }) // the last letter may be cut
  return /[\ufffd\0]/.test(text) ? 'something else' : 'text'
}

/** What else the decoder said, without the names of its parts: `VipsJpeg: premature end of JPEG image`. */
function detail(message: string): string {
  const line = message
    .trim()
    .split('\n')[0]!
    .replace(/^Input \w+ has corrupt header:\s*/, '')
    .replace(/^(\w*vips\w*|\w+load\w*|webp|heif|source|glib): /i, '')
    .replace(/^XML parse error: Error domain \d+ code \d+ on (line \d+) column (\d+) of data: /, '$1, column $2: ')
  return line === '' || line.includes('unsupported image format') ? '' : `: ${line}`
}
