import { open } from 'node:fs/promises'

const readable = 'a PNG, JPEG, WebP, GIF, TIFF, AVIF or SVG image'

/** A file's name on one line, whatever letters it has. */
export function printableName(name: string): string {
  return name.replace(/\p{Cc}/gu, letter =>
    letter === '\n' ? '\\n' : `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
}

/**
 * Says in a few words why a file could not be decoded.
 *
 * @param file its path, or its content
 * @param error what the decoder said, or the file system
 */
export async function findReason(file: string | Uint8Array, error: NodeJS.ErrnoException): Promise<string> {
  const { code = '', message } = error
  if (message.startsWith('expected ')) return message
  if (code) return fileErrors[code] ?? message
  let start: Uint8Array
  try {
    start = typeof file === 'string' ? await readStart(file) : file.subarray(0, 64)
  } catch (error) {
    return findReason(file, error as NodeJS.ErrnoException)
  }
  if (start.length === 0) return 'the file is empty'
  const kind = kindOf(start)
  if (kind === undefined) return `expected ${readable}, received ${describe(start)}`
  if (kind.decodable) return `the ${kind.name} is cut or damaged${detail(message)}`
  return `expected ${readable}, received ${kind.name}, which cannot be decoded; save it as PNG or JPEG`
}

const fileErrors: Record<string, string> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EISDIR: 'it is a folder',
  EACCES: 'no permission',
  EPERM: 'no permission',
}

async function readStart(path: string): Promise<Uint8Array> {
  const handle = await open(path)
  try {
    const { bytesRead, buffer } = await handle.read(new Uint8Array(64), 0, 64, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

interface Kind {
  readonly name: string
  readonly decodable: boolean
}

/** The kind of a file by its first bytes. */
function kindOf(start: Uint8Array): Kind | undefined {
  const text = Buffer.from(start).toString('latin1')
  return kinds.find(({ pattern }) => pattern.test(text))
}

const kinds: readonly (Kind & { readonly pattern: RegExp })[] = [
  { name: 'PNG', decodable: true, pattern: /^\x89PNG/ },
  { name: 'JPEG', decodable: true, pattern: /^\xff\xd8\xff/ },
  { name: 'GIF', decodable: true, pattern: /^GIF8/ },
  { name: 'WebP', decodable: true, pattern: /^RIFF.{4}WEBP/s },
  { name: 'TIFF', decodable: true, pattern: /^(II\*\0|MM\0\*)/ },
  { name: 'AVIF', decodable: true, pattern: /^.{4}ftypavi[fs]/s },
  { name: 'SVG', decodable: true, pattern: /<svg/ },
  { name: 'HEIC', decodable: false, pattern: /^.{4}ftyp(hei|hev|mif|msf)/s },
  { name: 'BMP', decodable: false, pattern: /^BM.{4}\0\0\0\0/s },
  { name: 'PDF', decodable: false, pattern: /^%PDF/ },
]

function describe(start: Uint8Array): string {
  const text = new TextDecoder().decode(start, { stream: true }) // the last letter may be cut
  return /[\ufffd\0]/.test(text) ? 'something else' : 'text'
}

/** What else the decoder said, without the names of its parts: `VipsJpeg: premature end of JPEG image`. */
function detail(message: string): string {
  const line = message.trim().split('\n')[0] ?? ''
  if (line.includes('unsupported image format')) return ''
  return `: ${line.replace(/^(Input \w+ has corrupt header: )?(\w*vips\w*|\w+load\w*|webp|heif): /i, '')}`
}
