import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import type { Dataset, DatasetFile, Part } from '../../src/data/dataset.js'
import { bigEndian, idxImages, idxLabels } from './smallDataset.js'

// Files of a few images in the layout of each dataset that can be called by its name.

/** Files by the names that mirrors have them under. */
export type Files = Readonly<Record<string, Uint8Array>>

/** An array as NumPy saves it, of bytes. */
export function npy(shape: readonly number[], bytes: Uint8Array): Uint8Array {
  const text = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`
  const header = `${text.padEnd(117)}\n`
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    Buffer.from([118, 0]),
    Buffer.from(header, 'latin1'),
    bytes,
  ])
}

/** Labels of eight integers each, as QMNIST has them; the third is the writer. */
function extendedLabels(...rows: [label: number, writer: number][]): Buffer {
  const fields = rows.flatMap(([label, writer]) => [label, 4, writer, 0, 0x30 + label, 7, 0, 0])
  return Buffer.concat([bigEndian(0xc02, rows.length, 8), bigEndian(...fields)])
}

const pixels = (count: number) => idxImages(count).subarray(16)
const fixture = (name: string) => readFileSync(new URL(`../fixtures/usps/${name}`, import.meta.url))
const gzipped = (files: Files) =>
  Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]))

const idxFiles = gzipped({
  'train-images-idx3-ubyte': idxImages(3),
  'train-labels-idx1-ubyte': idxLabels(5, 0, 4),
  't10k-images-idx3-ubyte': idxImages(2),
  't10k-labels-idx1-ubyte': idxLabels(7, 2),
})

function emnistArchive(split: string, training: number[], test: number[]): Files {
  const entries = gzipped({
    [`gzip/emnist-${split}-train-images-idx3-ubyte`]: idxImages(training.length),
    [`gzip/emnist-${split}-train-labels-idx1-ubyte`]: idxLabels(...training),
    [`gzip/emnist-${split}-test-images-idx3-ubyte`]: idxImages(test.length),
    [`gzip/emnist-${split}-test-labels-idx1-ubyte`]: idxLabels(...test),
    'gzip/emnist-other-mapping.txt': Buffer.from('of no interest'),
  })
  return { 'gzip.zip': zipSync(entries) }
}

const npz = (shape: readonly number[], bytes: Uint8Array) => zipSync({ 'arr_0.npy': npy(shape, bytes) })

/** What mirrors of the small datasets have, by the name of the dataset. */
export const siblingFiles: Record<string, Files> = {
  mnist: idxFiles,
  'fashion-mnist': idxFiles,
  kmnist: idxFiles,
  k49: {
    'k49-train-imgs.npz': npz([3, 28, 28], pixels(3)),
    'k49-train-labels.npz': npz([3], Uint8Array.of(48, 0, 20)),
    'k49-test-imgs.npz': npz([2, 28, 28], pixels(2)),
    'k49-test-labels.npz': npz([2], Uint8Array.of(7, 48)),
  },
  'emnist/digits': emnistArchive('digits', [5, 0, 4], [7, 2]),
  'emnist/letters': emnistArchive('letters', [1, 26, 2], [14, 15]),
  'emnist/balanced': emnistArchive('balanced', [46, 0, 10], [7, 36]),
  'emnist/byclass': emnistArchive('byclass', [61, 0, 10], [7, 36]),
  'emnist/bymerge': emnistArchive('bymerge', [46, 0, 10], [7, 36]),
  'emnist/mnist': emnistArchive('mnist', [5, 0, 4], [7, 2]),
  qmnist: gzipped({
    'qmnist-train-images-idx3-ubyte': idxImages(3),
    'qmnist-train-labels-idx2-int': extendedLabels([5, 2700], [0, 2701], [4, 2701]),
    'qmnist-test-images-idx3-ubyte': idxImages(4),
    'qmnist-test-labels-idx2-int': extendedLabels([7, 11], [2, 11], [1, 12], [0, 300]),
  }),
  usps: { 'usps.bz2': fixture('usps.bz2'), 'usps.t.bz2': fixture('usps.t.bz2') },
}

/** Images that come before those of a part, in the small files. */
const skipped = { training: 0, test: 2 }

/** A dataset with small files in place of its own: the same description but for their lengths, digests and counts. */
export function smallSibling(dataset: Dataset, files: Files, mirrors: readonly string[]): Dataset {
  const small = (file: DatasetFile): DatasetFile => {
    const { isAbout: _, ...rest } = file
    const sent = files[file.gzip ? `${file.name}.gz` : file.name]!
    const bytes = file.gzip ? contentOf(file.name) : sent
    const digest = (algorithm: string) => createHash(algorithm).update(bytes).digest('hex')
    return {
      ...rest,
      bytes: bytes.length,
      ...(file.sha256 === undefined ? { md5: digest('md5') } : { sha256: digest('sha256') }),
    }
  }
  const part = (name: Part, count: number) => {
    const { images, labels, skip } = dataset.parts[name]
    return { count, images: small(images), labels: small(labels), ...(skip !== undefined && { skip: skipped[name] }) }
  }
  return { ...dataset, mirrors, parts: { training: part('training', 3), test: part('test', 2) } }
}

const contents: Files = {
  'train-images-idx3-ubyte': idxImages(3),
  'train-labels-idx1-ubyte': idxLabels(5, 0, 4),
  't10k-images-idx3-ubyte': idxImages(2),
  't10k-labels-idx1-ubyte': idxLabels(7, 2),
}
const contentOf = (name: string) => contents[name]!
