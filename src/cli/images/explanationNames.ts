import { basename, extname } from 'node:path'
import { type ImageSource, standardInput } from './imageFiles.js'

/** Bytes of a name, which leave room for an ending and for a number. */
const maxBytes = 100

/** What some file system takes for something else than a letter of a name, or shows in another place. */
const unsafe = /[\p{Cc}\p{Cs}\p{Bidi_Control}\\/:*?"<>|]/gu
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/**
 * A name for what is written of each image, within one folder on any file system: that of the file, with a number where another
 * has it already.
 */
export function explanationNames(sources: readonly ImageSource[]): Map<ImageSource, string> {
  const taken = new Set<string>()
  const numbers = new Map<string, number>()
  const isFree = (name: string) => writtenAs(name).every(path => !taken.has(path))
  return new Map(
    sources.map(source => {
      const stem = safeName(source)
      let number = numbers.get(stem) ?? 1
      const numbered = () => (number === 1 ? stem : `${stem}-${number}`)
      while (!isFree(numbered())) number++
      numbers.set(stem, number)
      for (const path of writtenAs(numbered())) taken.add(path)
      return [source, numbered()]
    }),
  )
}

/** The folder and the sheet of a name, as file systems compare them that do not tell A from a. */
function writtenAs(name: string): string[] {
  return [name, `${name}.png`].map(path => path.toUpperCase())
}

function safeName({ path }: ImageSource): string {
  if (path === standardInput) return 'standard-input'
  const stem = basename(path, extname(path)).normalize().replace(unsafe, '_')
  const short = new TextDecoder().decode(new TextEncoder().encode(trimmed(stem)).subarray(0, maxBytes), {
    stream: true,
  })
  return trimmed(short.replace(reserved, '_$&')) || 'image'
}

/** Without the dots that lead to another folder or hide a file, and without an end that Windows drops. */
function trimmed(name: string): string {
  return name.replace(/^[. ]+|[. ]+$/g, '')
}
