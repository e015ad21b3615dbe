import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encode } from 'fast-png'
import { type Digits, takeDigits } from '../../../src/data/digits.js'
import { encodeIdxImages, encodeIdxLabels } from '../../../src/data/idx.js'
import { loadMnist } from '../../../src/data/sources/mnist.js'
import { drawFlags, flagPng, writeFlags } from '../../cli/toyTask.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** A folder in which what a page shows is done, with the files that the pages speak of. */
export interface Place {
  readonly folder: string
  remove(): void
}

let few: Promise<Digits> | undefined

/** Below the repository, so that the package is found by its own name. */
export async function createPlace(name: string): Promise<Place> {
  mkdirSync(join(root, 'runs'), { recursive: true })
  const folder = mkdtempSync(join(root, 'runs', `${name.replaceAll(/\W+/g, '-')}-`))
  for (const [file, picture] of Object.entries(pictures))
    copyFileSync(join(root, 'test/fixtures/images', picture), join(folder, file))
  cpSync(join(root, 'test/fixtures/images'), join(folder, 'test/fixtures/images'), { recursive: true })
  writeFileSync(
    join(folder, 'blank.png'),
    encode({ width: 20, height: 20, channels: 1, data: new Uint8Array(400).fill(255) }),
  )
  writeFileSync(join(folder, 'picture.png'), flagPng(drawFlags(1, 3).images, 0, 4))
  await writeFlags(join(folder, 'flags'))
  few ??= loadMnist({ parts: ['training'], mirrors: [] }).then(({ training }) => takeDigits(training, 1000))
  const { count, images, labels } = await few
  writeFileSync(join(folder, 'images-idx3-ubyte'), encodeIdxImages({ count, rows: 28, columns: 28, pixels: images }))
  writeFileSync(join(folder, 'labels-idx1-ubyte'), encodeIdxLabels(labels))
  for (const name of ['mine.onnx', 'a.onnx', 'b.onnx'])
    copyFileSync(join(root, 'models/digits.onnx'), join(folder, name))
  copyFileSync(join(root, 'test/fixtures/keras/quickstart.keras'), join(folder, 'mnist.keras'))
  copyFileSync(join(root, 'test/fixtures/onnx/example.onnx'), join(folder, 'torch.onnx'))
  mkdirSync(join(folder, 'docs'))
  for (const name of ['residual.json', 'smallest.json'])
    copyFileSync(join(root, 'docs', name), join(folder, 'docs', name))
  return { folder, remove: () => rmSync(folder, { recursive: true }) }
}

const pictures = {
  'four.jpg': 'lined-shadow-4.jpg',
  'seven.png': 'canvas-7.png',
  'photo.jpg': 'shadow-7.jpg',
  'number.jpg': 'number-shadow.jpg',
  'scribble.jpg': 'scribble-0.jpg',
}
