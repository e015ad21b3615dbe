import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { takeDigits } from '../../src/data/digits.js'
import { encodeIdxImages, encodeIdxLabels } from '../../src/data/idx.js'
import { loadMnist } from '../../src/data/sources/mnist.js'
import { mnistTask } from '../../src/task.js'

/**
 * Writes a folder of data of MNIST's first 1,200 training and 200 test images, for tests of what becomes of a run: the report of one on
 * all 10,000 test images takes several times as long.
 */
export async function writeFewDigits(folder: string): Promise<void> {
  const { training, test } = await loadMnist({ mirrors: [] })
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'task.json'), JSON.stringify({ name: 'Few digits', classes: mnistTask.classes }))
  for (const [prefix, digits] of [
    ['train', takeDigits(training, 1200)],
    ['t10k', takeDigits(test, 200)],
  ] as const) {
    const { count, images, labels } = digits
    const pixels = encodeIdxImages({ count, rows: 28, columns: 28, pixels: images })
    await writeFile(join(folder, `${prefix}-images-idx3-ubyte`), pixels)
    await writeFile(join(folder, `${prefix}-labels-idx1-ubyte`), encodeIdxLabels(labels))
  }
}
