import { DataError } from '../../errors.js'
import type { NamedBytes } from '../digits.js'
import { parseIdxImages, parseIdxLabels } from '../idx.js'
import { answersOf } from '../own/numbers.js'
import type { OwnImages, OwnParts } from '../own/ownImages.js'
import { unzip } from './zip.js'

/** Names of files that hold images or labels as IDX: MNIST's, or the lab's `my-digits-images-idx3-ubyte`. */
export const idxName = /(images|labels)[-.]idx\d-ubyte(\.gz)?$/

/**
 * Puts IDX files together: those whose names begin with `t10k` or `test` are to test by.
 *
 * @param files not compressed
 * @throws {DataError} if there is not one file of labels for each of images
 */
export function parseIdxPairs(owner: string, files: readonly NamedBytes[]): OwnParts {
  const isTest = ({ name }: NamedBytes) => /(^|\/)(t10k|test)/.test(name)
  const training = pairOf(
    owner,
    files.filter(file => !isTest(file)),
  )
  const tests = files.filter(isTest)
  return tests.length === 0 ? { training } : { training, test: pairOf(owner, tests) }
}

function pairOf(owner: string, files: readonly NamedBytes[]): OwnImages {
  const [images, labels] = ['images', 'labels'].map(content => files.filter(({ name }) => name.includes(content)))
  if (images!.length !== 1 || labels!.length !== 1)
    throw new DataError(
      `${owner}: expected one IDX file of images and one of labels, received ${images!.length} of images and ${labels!.length} of labels`,
    )
  const { count, channels = 1, rows, columns, pixels } = parseIdxImages(images![0]!.bytes, images![0]!.name)
  const answers = answersOf(parseIdxLabels(labels![0]!.bytes, labels![0]!.name, 255))
  if (answers.length !== count)
    throw new DataError(
      `${labels![0]!.name}: expected ${count} labels, as many as ${images![0]!.name}, received ${answers.length}`,
    )
  return { imageShape: [channels, rows, columns], images: pixels, answers }
}

/** A ZIP file of IDX files, such as the lab exports: its pictures are the same images once more. */
export function parseIdxZip(file: NamedBytes): OwnParts {
  const entries = unzip(file, name => idxName.test(name))
  return parseIdxPairs(
    file.name,
    Object.entries(entries).map(([name, bytes]) => ({ name, bytes })),
  )
}
