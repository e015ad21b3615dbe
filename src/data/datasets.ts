import { imageSize, mnistTask, type Task } from '../task.js'
import { imagesHeaderBytes, labelsHeaderBytes } from './idx.js'

/** The two parts MNIST is published in. */
export type Part = 'training' | 'test'

/** One file of a dataset, as it is when not compressed. */
export interface DatasetFile {
  /** The file's name, without `.gz`. */
  name: string
  /** Length in bytes. */
  bytes: number
  /** SHA-256 digest, 64 hexadecimal digits in lower case. */
  sha256: string
}

/** One part of a dataset: a file of images and a file of labels. */
export interface DatasetPart {
  /** How many images, and labels. */
  count: number
  images: DatasetFile
  labels: DatasetFile
}

/** What a dataset consists of and where it is published. */
export interface Dataset {
  /** What its images are, and of which classes. */
  task: Task
  parts: Record<Part, DatasetPart>
  /** Addresses of folders that hold the files as `<name>.gz`; the first is asked first. */
  mirrors: readonly string[]
}

/**
 * The MNIST database of handwritten digits (LeCun, Cortes and Burges 1998): 60,000 training and 10,000 test images.
 * The digests are those of the four files as they were first published, not compressed.
 */
export const mnist: Dataset = {
  task: mnistTask,
  parts: {
    training: {
      count: 60000,
      images: imagesFile('train', 60000, 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db'),
      labels: labelsFile('train', 60000, '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5'),
    },
    test: {
      count: 10000,
      images: imagesFile('t10k', 10000, '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7'),
      labels: labelsFile('t10k', 10000, 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2'),
    },
  },
  mirrors: ['https://storage.googleapis.com/cvdf-datasets/mnist/', 'https://ossci-datasets.s3.amazonaws.com/mnist/'],
}

function imagesFile(prefix: string, count: number, sha256: string): DatasetFile {
  return { name: `${prefix}-images-idx3-ubyte`, bytes: imagesHeaderBytes + count * imageSize(mnistTask), sha256 }
}

function labelsFile(prefix: string, count: number, sha256: string): DatasetFile {
  return { name: `${prefix}-labels-idx1-ubyte`, bytes: labelsHeaderBytes + count, sha256 }
}
