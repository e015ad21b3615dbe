import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { decodeImage } from '../../src/node/decodeImage.js'
import { randomStream } from '../../src/random.js'
import type { Outcome } from '../cli/mnist.js'
import { temporaryFolder } from '../data/smallDataset.js'
import { attackSeed, attempts, mutateBytes, tryInputs } from './attack.js'
import { watchMemory } from './memory.js'
import { smallImages } from './smallImages.js'
import { hostileSvg } from './svg.js'
import { mnistWatched } from './watched.js'

let images: [kind: string, content: Uint8Array][]

beforeAll(async () => {
  images = Object.entries(await smallImages())
})

/** One sentence, in brackets: nothing of the decoder's own, no second line. */
const refusal =
  /^could not be read \((the file is empty|expected .+, received .+|the [\w ]+ is cut or damaged(: .+)?)\)$/

test('damaged images of every format are decoded, or refused in one sentence', async () => {
  const memory = watchMemory(process.pid)
  const before = process.memoryUsage.rss() / 1e6
  const outcomes = await tryInputs('damaged images', attempts({ few: 90, all: 2700 }), async (random, index) => {
    const [kind, content] = images[index % images.length]!
    const damaged = mutateBytes(content, random)
    const decoded = await decodeImage(damaged).catch((error: Error) => error)
    if (decoded instanceof Error) {
      expect(decoded.message).toMatch(refusal)
      return `${kind} refused`
    }
    const { data, width, height, scale } = decoded
    expect(Math.max(width, height)).toBeLessThanOrEqual(1200)
    expect([3, 4]).toContain(data.length / width / height)
    expect(scale).toBeGreaterThanOrEqual(1)
    return `${kind} decoded`
  })
  const of = (end: string) =>
    Object.entries(outcomes)
      .filter(([outcome]) => outcome.endsWith(end))
      .reduce((sum, [, n]) => sum + n, 0)
  expect(Math.min(of('refused'), of('decoded'))).toBeGreaterThan(10)
  // The vitest process itself, and at most two that decode.
  const peak = await memory.stop()
  if (peak !== undefined) expect(peak - before).toBeLessThan(1000)
})

test('SVG documents of extreme values are drawn or refused in one sentence', async () => {
  const memory = watchMemory(process.pid)
  const before = process.memoryUsage.rss() / 1e6
  const outcomes = await tryInputs('hostile SVG', attempts({ few: 20, all: 2000 }), async random => {
    const decoded = await decodeImage(hostileSvg(random)).catch((error: Error) => error)
    if (!(decoded instanceof Error)) return 'drawn'
    expect(decoded.message).toMatch(refusal)
    return /takes (more|longer)/.exec(decoded.message)?.[0] ?? 'refused'
  })
  expect(outcomes.drawn).toBeGreaterThan(5)
  const peak = await memory.stop()
  if (peak !== undefined) expect(peak - before).toBeLessThan(1000)
})

test('damaged images in folders are answered line by line, by mnist predict and mnist read', async () => {
  const [batches, size] = [attempts({ few: 1, all: 14 }), attempts({ few: 36, all: 180 })]
  const folder = await temporaryFolder()
  const outcomes = await tryInputs('folders of damaged images', batches, async (_, batch) => {
    const within = join(folder, String(batch))
    await mkdir(within)
    for (let index = 0; index < size; index++) {
      const content = mutateBytes(
        images[index % images.length]![1],
        randomStream(attackSeed, 'in a folder', batch, index),
      )
      await writeFile(join(within, `${index}.png`), content)
    }
    const command = batch % 2 === 0 ? 'predict' : 'read'
    const { peak, ...outcome } = await mnistWatched([command, within, '--json'])
    expectLines(outcome, within, size)
    if (peak !== undefined) expect(peak).toBeLessThan(1300)
    await rm(within, { recursive: true })
    return command
  })
  expect(outcomes.predict).toBeGreaterThan(0)
})

/** For each file a line of JSON; for each that could not be read one line on standard error that names it. */
function expectLines({ code, stdout, stderr }: Outcome, folder: string, count: number): void {
  expect([0, 1]).toContain(code)
  const answers = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(answers.map(({ file }) => file)).toEqual(
    Array.from({ length: count }, (_, index) => join(folder, `${index}.png`)),
  )
  const unread = answers.filter(({ reason }) => reason?.startsWith('could not be read'))
  for (const { reason } of unread) expect(reason).toMatch(refusal)
  const told = unread.map(({ file, reason }) => `${file}: ${reason}`)
  if (unread.length > 0) told.push(`${unread.length} of ${count} could not be read`)
  expect(stderr.trimEnd().split('\n').filter(Boolean)).toEqual(told)
}
