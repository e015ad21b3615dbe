import { defineTask, mnistTask } from '../../task.js'
import type { Dataset, DatasetFile } from '../dataset.js'
import { readQmnistPart } from '../formats/qmnist.js'

const file = (name: string, bytes: number, md5: string): DatasetFile => ({
  name: `${name}.gz`,
  bytes,
  isAbout: true,
  md5,
})

/**
 * QMNIST (Yadav and Bottou 2019): MNIST made again from NIST's database. Its training images are MNIST's; its test images are the 50,000
 * that follow after MNIST's 10,000, with the writer of each.
 */
export const qmnist: Dataset = {
  name: 'qmnist',
  task: defineTask({ ...mnistTask, name: 'QMNIST' }),
  about: 'MNIST with 50,000 further test images and their writers',
  parts: {
    training: {
      count: 60000,
      images: file('qmnist-train-images-idx3-ubyte', 9.7e6, 'ed72d4157d28c017586c42bc6afe6370'),
      labels: file('qmnist-train-labels-idx2-int', 0.5e6, '0058f8dd561b90ffdd0f734c6a30e5e4'),
    },
    test: {
      count: 50000,
      skip: 10000,
      images: file('qmnist-test-images-idx3-ubyte', 9.7e6, '1394631089c404de565df7b7aeaf9412'),
      labels: file('qmnist-test-labels-idx2-int', 0.5e6, '5b5b05890a5e13444e108efe57b788aa'),
    },
  },
  read: readQmnistPart,
  mirrors: [
    'https://raw.githubusercontent.com/facebookresearch/qmnist/master/',
    'https://github.com/facebookresearch/qmnist/raw/master/',
  ],
  digestsFrom: 'torchvision 0.29.2, datasets/mnist.py: MD5 of the archives, since nobody has published SHA-256',
  cache: 'qmnist',
  // "BSD-style" in the README; the text of LICENSE, which speaks of software, is that of BSD-3-Clause.
  license: 'BSD-3-Clause',
  homepage: 'https://github.com/facebookresearch/qmnist',
  citation:
    'C. Yadav and L. Bottou. Cold case: the lost MNIST digits. Advances in Neural Information Processing Systems 32, 2019.',
}
