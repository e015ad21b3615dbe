import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { UsageError } from '../../errors.js'
import type { ShownPicture } from '../../figures/reading.js'
import type { DecodedImage } from '../../node/decodePixels.js'
import type { Stage } from '../../reading/picture.js'
import { writeOwnPicture } from './ownFiles.js'

/** Makes the folder for explanations. */
export async function createExplanationFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch(({ code, message }: NodeJS.ErrnoException) => {
    const reason = code === 'EEXIST' || code === 'ENOTDIR' ? 'it is a file' : message
    throw new UsageError(`expected --explain to be a folder, received ${folder} (${reason})`)
  })
}

/** Writes the sheet of an image as `name.png`, and each step as a picture of its own into the folder `name`. */
export async function writeExplanation(
  folder: string,
  name: string,
  { sheet, steps }: { readonly sheet: Uint8Array; readonly steps: Readonly<Record<string, Uint8Array>> },
): Promise<void> {
  const path = join(folder, name)
  await writeOwnPicture(`${path}.png`, sheet)
  await mkdir(path, { recursive: true })
  for (const [index, [step, png]] of Object.entries(steps).entries())
    await writeOwnPicture(join(path, `${index + 1}-${step}.png`), png)
}

/** A decoded picture as it is shown, small enough to be put into a figure. */
export async function showPicture(
  { data, width, height }: DecodedImage,
  side: number,
  title: string,
): Promise<ShownPicture> {
  const channels = (data.length / width / height) as 3 | 4
  const png = await sharp(data, { raw: { width, height, channels } }).resize(fitting(side)).png().toBuffer()
  return { title, href: hrefOf(png), width, height }
}

/** The picture of a step: in full, and as it is shown. */
export async function showStage(
  { title, image }: Stage,
  side: number,
): Promise<{ png: Uint8Array; shown: ShownPicture }> {
  const { data, width, height } = image
  const raw = sharp(data, { raw: { width, height, channels: 1 } }).toColourspace('b-w')
  const shown = await raw.clone().resize(fitting(side)).png().toBuffer()
  return { png: await raw.png().toBuffer(), shown: { title, href: hrefOf(shown), width, height } }
}

const fitting = (side: number) => ({ width: side, height: side, fit: 'inside', withoutEnlargement: true }) as const

export function hrefOf(png: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`
}
