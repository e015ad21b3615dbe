import { defineTask, mnistTask, type Task } from '../../task.js'
import type { Dataset, DatasetFile } from '../dataset.js'
import { readEmnistPart } from '../formats/emnist.js'

/** All six splits lie in it, as gzip files of IDX. */
const archive: DatasetFile = {
  name: 'gzip.zip',
  bytes: 561753746,
  sha256: 'fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e',
}

const digits = mnistTask.classes
const capitals = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
const smallLetters = [...'abcdefghijklmnopqrstuvwxyz']
/** The small letters that do not look like their capitals (Cohen et al. 2017, section II). */
const ownSmallLetters = [...'abdefghnqrt']

/** Mean and deviation are those that programs on GitHub use for the split, or for the one most like it: nobody publishes them. */
function task(name: string, classes: readonly string[], mean: number, deviation: number): Task {
  // Letters fill 24 of 28 pixels (section II-A of the paper).
  return defineTask({
    name,
    imageShape: [1, 28, 28],
    classes,
    mean: [mean],
    deviation: [deviation],
    subjectFraction: 24 / 28,
  })
}

function split(name: string, about: string, task: Task, training: number, test: number): Dataset {
  const part = (count: number) => ({ count, images: archive, labels: archive })
  return {
    name: `emnist/${name}`,
    task,
    about,
    parts: { training: part(training), test: part(test) },
    read: readEmnistPart(name, name === 'letters' ? 1 : 0),
    mirrors: ['https://biometrics.nist.gov/cs_links/EMNIST/', 'http://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/'],
    digestsFrom: 'TensorFlow Datasets 4.9.10, url_checksums/emnist.txt: of the archive',
    cache: 'emnist',
    // The publisher's page and TensorFlow Datasets name none; the digits are from a database of the United States government.
    license: 'not stated',
    homepage: 'https://www.nist.gov/itl/products-and-services/emnist-dataset',
    citation:
      'G. Cohen, S. Afshar, J. Tapson and A. van Schaik. EMNIST: an extension of MNIST to handwritten letters. arXiv 1702.05373, 2017.',
  }
}

const merged = [...digits, ...capitals, ...ownSmallLetters]
const all = [...digits, ...capitals, ...smallLetters]

/** EMNIST (Cohen et al. 2017): letters and digits of NIST's Special Database 19, in the form of MNIST; six splits of one archive. */
export const emnist: readonly Dataset[] = [
  split('digits', 'handwritten digits, four times MNIST', task('EMNIST digits', digits, 0.1733, 0.3317), 240000, 40000),
  split(
    'letters',
    '26 letters, capital and small in one',
    task('EMNIST letters', capitals, 0.1722, 0.3309),
    124800,
    20800,
  ),
  split(
    'balanced',
    '47 letters and digits, all as frequent',
    task('EMNIST balanced', merged, 0.1751, 0.3332),
    112800,
    18800,
  ),
  split('byclass', '62 letters and digits', task('EMNIST by class', all, 0.1736, 0.3317), 697932, 116323),
  split('bymerge', '47 letters and digits', task('EMNIST by merge', merged, 0.1736, 0.3317), 697932, 116323),
  split('mnist', 'digits, as many as MNIST has', task('EMNIST MNIST', digits, 0.1733, 0.3317), 60000, 10000),
]
