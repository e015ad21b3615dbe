/** What a file is, by its first bytes. */
export interface ImageKind {
  readonly name: string
  /** Whether there is a decoder for it. */
  readonly decodable: boolean
  /**
   * How it is decoded: row by row, so that its size alone tells the memory and the time it takes; or with a need that only decoding it
   * tells. A text names other files.
   */
  readonly read: 'rowByRow' | 'whole' | 'text'
}

/** Bytes that `imageKindOf` looks at: the first element of an SVG document may follow a comment. */
export const startLength = 1000

/** The kind of an image file; undefined where it is none. */
export function imageKindOf(start: Uint8Array): ImageKind | undefined {
  const text = Buffer.from(start.subarray(0, startLength)).toString('latin1')
  return kinds.find(({ pattern }) => pattern.test(text))
}

const kinds: readonly (ImageKind & { readonly pattern: RegExp })[] = [
  { name: 'PNG', decodable: true, read: 'rowByRow', pattern: /^\x89PNG/ },
  { name: 'JPEG', decodable: true, read: 'rowByRow', pattern: /^\xff\xd8\xff/ },
  { name: 'WebP', decodable: true, read: 'rowByRow', pattern: /^RIFF.{4}WEBPVP8 /s },
  { name: 'WebP', decodable: true, read: 'whole', pattern: /^RIFF.{4}WEBP/s }, // lossless, transparent or animated
  { name: 'GIF', decodable: true, read: 'whole', pattern: /^GIF8/ },
  { name: 'TIFF', decodable: true, read: 'whole', pattern: /^(II[*+]\0|MM\0[*+])/ }, // its rows, tiles and planes may be as large as it
  { name: 'AVIF', decodable: true, read: 'whole', pattern: /^.{4}ftypavi[fs]/s },
  { name: 'HEIC', decodable: false, read: 'whole', pattern: /^.{4}ftyp(hei|hev|mif|msf)/s },
  { name: 'BMP', decodable: false, read: 'whole', pattern: /^BM.{4}\0\0\0\0/s },
  { name: 'PDF', decodable: false, read: 'whole', pattern: /^%PDF/ },
  { name: 'compressed SVG', decodable: true, read: 'text', pattern: /^\p{Cc}\x8b\p{Cc}/u },
  { name: 'SVG', decodable: true, read: 'text', pattern: /<svg/i },
]
