import { defineTask } from '../../task.js'
import type { Dataset } from '../dataset.js'
import { idxPart } from './idxFiles.js'

const task = defineTask({
  name: 'Fashion-MNIST',
  imageShape: [1, 28, 28],
  classes: ['T-shirt/top', 'trouser', 'pullover', 'dress', 'coat', 'sandal', 'shirt', 'sneaker', 'bag', 'ankle boot'],
  mean: [0.286],
  deviation: [0.353],
  subjectFraction: 1,
  isMirrored: true,
})

/**
 * Fashion-MNIST (Xiao, Rasul and Vollgraf 2017): articles of Zalando, in the form of MNIST. The digests are of the content: Debian's
 * package has it compressed anew, so the digests of the published archives, MD5 as the publisher states them, do not fit it.
 */
export const fashionMnist: Dataset = {
  name: 'fashion-mnist',
  task,
  about: 'articles of clothing',
  parts: {
    training: idxPart(
      'train',
      60000,
      task,
      {
        images: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
        labels: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
      },
      { images: [26421880, '8d4fb7e6c68d591d4c3dfef9ec88bf0d'], labels: [29515, '25c81989df183df01b3e8a0aad5dffbe'] },
    ),
    test: idxPart(
      't10k',
      10000,
      task,
      {
        images: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
        labels: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
      },
      { images: [4422102, 'bef4ecab320f06d8554ea6380940ec79'], labels: [5148, 'bb300cfdad3c16e7a12a480ee83cd310'] },
    ),
  },
  mirrors: [
    'https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/',
    'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
    'https://storage.googleapis.com/tensorflow/tf-keras-datasets/',
  ],
  digestsFrom: 'the content of Debian’s package and of the archives whose MD5 the publisher states, which are equal',
  cache: 'fashion-mnist',
  debian: { package: 'dataset-fashion-mnist', folder: '/usr/share/datasets/fashion-mnist' },
  license: 'MIT',
  homepage: 'https://github.com/zalandoresearch/fashion-mnist',
  citation:
    'H. Xiao, K. Rasul and R. Vollgraf. Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms. arXiv 1708.07747, 2017.',
}
