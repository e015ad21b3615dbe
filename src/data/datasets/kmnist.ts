import { defineTask } from '../../task.js'
import type { Dataset, DatasetFile } from '../dataset.js'
import { readGzipIdx } from '../formats/gzipIdx.js'

const file = (name: string, bytes: number, sha256: string): DatasetFile => ({ name: `${name}.gz`, bytes, sha256 })

/** Kuzushiji-MNIST (Clanuwat et al. 2018): ten characters of cursive Japanese, in the form of MNIST. */
export const kmnist: Dataset = {
  name: 'kmnist',
  task: defineTask({
    name: 'Kuzushiji-MNIST',
    imageShape: [1, 28, 28],
    classes: ['お o', 'き ki', 'す su', 'つ tsu', 'な na', 'は ha', 'ま ma', 'や ya', 'れ re', 'を wo'],
    // As programs on GitHub have them: the publisher states none.
    mean: [0.1918],
    deviation: [0.3483],
    subjectFraction: 26 / 28,
  }),
  about: 'ten characters of cursive Japanese',
  parts: {
    training: {
      count: 60000,
      images: file(
        'train-images-idx3-ubyte',
        18165135,
        '51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4',
      ),
      labels: file(
        'train-labels-idx1-ubyte',
        29497,
        'e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17',
      ),
    },
    test: {
      count: 10000,
      images: file(
        't10k-images-idx3-ubyte',
        3041136,
        'edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5',
      ),
      labels: file('t10k-labels-idx1-ubyte', 5120, '20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c'),
    },
  },
  read: readGzipIdx,
  mirrors: ['http://codh.rois.ac.jp/kmnist/dataset/kmnist/', 'https://codh.rois.ac.jp/kmnist/dataset/kmnist/'],
  digestsFrom: 'TensorFlow Datasets 4.9.10, url_checksums/kmnist.txt: of the archives',
  cache: 'kmnist',
  license: 'CC-BY-SA-4.0',
  homepage: 'https://github.com/rois-codh/kmnist',
  citation:
    'T. Clanuwat, M. Bober-Irizar, A. Kitamoto, A. Lamb, K. Yamamoto and D. Ha. Deep learning for classical Japanese literature. arXiv 1812.01718, 2018.',
}
