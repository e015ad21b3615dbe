import { imageSize } from '../../task.js'
import type { ReadPart } from '../dataset.js'
import { digitsFromIdx } from '../digits.js'
import { imagesHeaderBytes, labelsHeaderBytes } from '../idx.js'
import { gunzipFile } from './gzip.js'

/** Two IDX files, each compressed with gzip, whose digests are of the archives. */
export const readGzipIdx: ReadPart = ({ images, labels }, part, { task, parts }) => {
  const { count } = parts[part]
  return digitsFromIdx(
    gunzipFile(images, imagesHeaderBytes + count * imageSize(task)),
    gunzipFile(labels, labelsHeaderBytes + count),
    task,
  )
}
