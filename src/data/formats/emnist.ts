import { imageSize } from '../../task.js'
import type { ReadPart } from '../dataset.js'
import { digitsFromIdx, type NamedBytes } from '../digits.js'
import { imagesHeaderBytes, labelsHeaderBytes, parseIdxImages } from '../idx.js'
import { gunzipFile } from './gzip.js'
import { unzipEntry } from './zip.js'

/**
 * A split of EMNIST: entries of one ZIP archive, each an IDX file compressed with gzip. Images are written column by column, so they are
 * transposed here, and the labels of `letters` begin at 1.
 */
export function readEmnistPart(split: string, firstLabel: number): ReadPart {
  return ({ images: archive }, part, { task, parts }) => {
    const { count } = parts[part]
    const entry = (content: string, most: number): NamedBytes => {
      const name = `gzip/emnist-${split}-${part === 'training' ? 'train' : 'test'}-${content}-ubyte.gz`
      return gunzipFile({ name: `${archive.name}: ${name}`, bytes: unzipEntry(archive, name) }, most)
    }
    const images = entry('images-idx3', imagesHeaderBytes + count * imageSize(task))
    const labels = entry('labels-idx1', labelsHeaderBytes + count)
    transpose(images)
    const fromZero =
      firstLabel === 0 ? labels : { ...labels, bytes: withLabels(labels.bytes, label => label - firstLabel) }
    return digitsFromIdx(images, fromZero, task)
  }
}

/** Exchanges rows and columns of each image, in place. */
function transpose({ bytes, name }: NamedBytes): void {
  const { count, rows, columns, pixels } = parseIdxImages(bytes, name)
  if (rows !== columns) return // digitsFromIdx says what is wrong
  const area = rows * columns
  for (let start = 0; start < count * area; start += area)
    for (let row = 1; row < rows; row++)
      for (let column = 0; column < row; column++) {
        const [a, b] = [start + row * columns + column, start + column * columns + row]
        const kept = pixels[a]!
        pixels[a] = pixels[b]!
        pixels[b] = kept
      }
}

/** The same file with other labels; 0 less 1 is 255, which is no class. */
function withLabels(bytes: Uint8Array, change: (label: number) => number): Uint8Array {
  const labels = bytes.slice()
  for (let at = labelsHeaderBytes; at < labels.length; at++) labels[at] = change(labels[at]!)
  return labels
}
