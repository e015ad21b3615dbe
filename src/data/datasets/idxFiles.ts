import { imageSize, type Task } from '../../task.js'
import type { DatasetFile, DatasetPart } from '../dataset.js'
import { imagesHeaderBytes, labelsHeaderBytes } from '../idx.js'

/** Of an archive as mirrors have it. */
type Download = readonly [bytes: number, md5: string]

/** A part in two IDX files named as MNIST's are, whose digests are of the content. */
export function idxPart(
  prefix: 'train' | 't10k',
  count: number,
  task: Pick<Task, 'imageShape'>,
  sha256: { readonly images: string; readonly labels: string },
  download: { readonly images: Download; readonly labels: Download },
): DatasetPart {
  const file = (name: string, bytes: number, content: 'images' | 'labels'): DatasetFile => ({
    name,
    bytes,
    sha256: sha256[content],
    gzip: true,
    downloadBytes: download[content][0],
    downloadMd5: download[content][1],
  })
  return {
    count,
    images: file(`${prefix}-images-idx3-ubyte`, imagesHeaderBytes + count * imageSize(task), 'images'),
    labels: file(`${prefix}-labels-idx1-ubyte`, labelsHeaderBytes + count, 'labels'),
  }
}
