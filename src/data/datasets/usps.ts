import { defineTask, mnistTask } from '../../task.js'
import type { Dataset, DatasetFile } from '../dataset.js'
import { readLibsvmPart } from '../formats/libsvm.js'

const file = (name: string, bytes: number, md5: string): DatasetFile => ({ name, bytes, isAbout: true, md5 })
const [training, test] = [
  file('usps.bz2', 6.6e6, 'ec16c51db3855ca6c91edd34d0e9b197'),
  file('usps.t.bz2', 1.8e6, '8ea070ee2aca1ac39742fdd1ef5ed118'),
]

/** USPS (Hull 1994; LeCun et al. 1989): digits of postal codes, 16 × 16 pixels, as LIBSVM's collection has them. */
export const usps: Dataset = {
  name: 'usps',
  task: defineTask({
    ...mnistTask,
    name: 'USPS',
    imageShape: [1, 16, 16],
    // As programs on GitHub have them: the publisher states none.
    mean: [0.2469],
    deviation: [0.2989],
    subjectFraction: 1,
  }),
  about: 'digits of postal codes',
  parts: {
    training: { count: 7291, images: training, labels: training },
    test: { count: 2007, images: test, labels: test },
  },
  read: readLibsvmPart,
  mirrors: [
    'https://www.csie.ntu.edu.tw/~cjlin/libsvmtools/datasets/multiclass/',
    'http://www.csie.ntu.edu.tw/~cjlin/libsvmtools/datasets/multiclass/',
  ],
  digestsFrom: 'torchvision 0.29.2, datasets/usps.py: MD5 of the archives, since nobody has published SHA-256',
  cache: 'usps',
  license: 'not stated',
  homepage: 'https://www.csie.ntu.edu.tw/~cjlin/libsvmtools/datasets/multiclass.html#usps',
  citation:
    'J. J. Hull. A database for handwritten text recognition research. IEEE Transactions on Pattern Analysis and Machine Intelligence 16 (5), 1994.',
}
