import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { loadMnist } from '../src/data/sources/mnist.js'
import type { GrayImage } from '../src/reading/picture.js'
import { imageSize, mnistTask } from '../src/task.js'
import { openReader } from './handwriting/readers.js'
import { spreadOver } from './handwriting/sets.js'
import { type Agreement, agreementHeads, agreementOf, agreementRow, type Pair } from './invariance/agreement.js'
import { changes } from './invariance/changes.js'
import { textTable } from './tables.js'
import './tellErrors.js'

// Whether an answer stays the same where a picture changes and what it shows does not: MNIST's digits, as they are and changed.

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '1000' },
    part: { type: 'string', default: 'test' },
    model: { type: 'string' },
    out: { type: 'string' },
  },
})
const { part, model, out } = values
const count = Number(values.images)
if (!Number.isInteger(count) || count < 1)
  throw new Error(`--images: expected a positive integer, received ${values.images}`)
if (part !== 'test' && part !== 'training') throw new Error(`--part: expected test or training, received ${part}`)

const [, height, width] = mnistTask.imageShape
const size = imageSize(mnistTask)
const { [part]: digits } = await loadMnist({ parts: [part] })
const chosen = spreadOver([...digits!.labels.keys()], count)
const images = chosen.map(at => ({ data: digits!.images.subarray(at * size, (at + 1) * size), width, height }))
const reader = await openReader(process.cwd(), model)

/** Pictures that are read in one batch: the largest take 640 KB each. */
const batchSize = 50

/** Answers to all digits after a change; undefined for those that cannot be changed so. */
async function answersTo(
  apply: (digit: GrayImage, index: number) => GrayImage | null | Promise<GrayImage>,
): Promise<(string | null | undefined)[]> {
  const answers: (string | null | undefined)[] = []
  for (let start = 0; start < images.length; start += batchSize) {
    const batch = images.slice(start, start + batchSize)
    const pictures = await Promise.all(batch.map((digit, index) => apply(digit, start + index)))
    const read = await reader.predict(pictures.filter(picture => picture !== null))
    answers.push(...pictures.map(picture => (picture === null ? undefined : read.shift()!.answer)))
  }
  return answers
}

const before = await answersTo(digit => digit)
const found: Agreement[] = []
for (const { name, apply } of [{ name: 'as it is', apply: (digit: GrayImage) => digit }, ...changes]) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${name}`)
  const after = await answersTo(apply)
  const pairs = after.flatMap((answer, index): Pair[] =>
    answer === undefined
      ? []
      : [{ truth: String(digits!.labels[chosen[index]!]), before: before[index]!, after: answer }],
  )
  found.push(agreementOf(name, pairs))
}
if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
console.log(`${images.length} ${part} images of MNIST; the same answer as to the image as it is.\n`)
console.log(textTable(agreementHeads, found.map(agreementRow)))
if (out !== undefined) {
  mkdirSync(dirname(out), { recursive: true })
  writeFileSync(out, `${JSON.stringify({ part, images: images.length, changes: found }, null, 1)}\n`)
}
