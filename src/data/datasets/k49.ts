import { defineTask } from '../../task.js'
import type { Dataset, DatasetFile } from '../dataset.js'
import { readNpzPart } from '../formats/npz.js'
import { kmnist } from './kmnist.js'

/** The lengths are those of the publisher's README, in megabytes and kilobytes. */
const file = (name: string, bytes: number, md5: string): DatasetFile => ({ name, bytes, isAbout: true, md5 })

const syllables =
  'あ a,い i,う u,え e,お o,か ka,き ki,く ku,け ke,こ ko,さ sa,し shi,す su,せ se,そ so,た ta,ち chi,つ tsu,て te,と to,な na,に ni,ぬ nu,ね ne,の no,は ha,ひ hi,ふ fu,へ he,ほ ho,ま ma,み mi,む mu,め me,も mo,や ya,ゆ yu,よ yo,ら ra,り ri,る ru,れ re,ろ ro,わ wa,ゐ wi,ゑ we,を wo,ん n,ゝ iteration'

/** Kuzushiji-49 (Clanuwat et al. 2018): 48 characters of cursive Japanese and the iteration mark, of very different frequency. */
export const k49: Dataset = {
  name: 'k49',
  task: defineTask({
    name: 'Kuzushiji-49',
    imageShape: [1, 28, 28],
    classes: syllables.split(','),
    // Those of Kuzushiji-MNIST, whose images are made alike.
    mean: [0.1918],
    deviation: [0.3483],
    subjectFraction: 26 / 28,
  }),
  about: '49 characters of cursive Japanese',
  parts: {
    training: {
      count: 232365,
      images: file('k49-train-imgs.npz', 63e6, '7ac088b20481cf51dcd01ceaab89d821'),
      labels: file('k49-train-labels.npz', 0.2e6, '44a8e1b893f81e63ff38d73cad420f7a'),
    },
    test: {
      count: 38547,
      images: file('k49-test-imgs.npz', 11e6, 'd352e201d846ce6b94f42c990966f374'),
      labels: file('k49-test-labels.npz', 0.05e6, '4da6f7a62e67a832d5eb1bd85c5ee448'),
    },
  },
  read: readNpzPart,
  mirrors: ['http://codh.rois.ac.jp/kmnist/dataset/k49/', 'https://codh.rois.ac.jp/kmnist/dataset/k49/'],
  digestsFrom: 'the Python package mnists 0.4.1: MD5 of the archives, since nobody has published SHA-256',
  cache: 'k49',
  license: kmnist.license,
  homepage: kmnist.homepage,
  citation: kmnist.citation,
}
