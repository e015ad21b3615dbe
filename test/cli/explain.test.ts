import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawSeven, whitePng, write } from '../node/pictures.js'
import { mnist } from './mnist.js'

let folder: string
let seven: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnist-explain-'))
  seven = await write(folder, 'seven.png', await drawSeven(300).png().toBuffer())
})
afterAll(() => rm(folder, { recursive: true }))

test('--explain writes a sheet for each image and a picture for each step, and replaces its own', async () => {
  const blank = await write(folder, 'blank.png', whitePng(50))
  const other = await write(join(folder, 'other'), 'seven.jpg', await drawSeven(300).jpeg().toBuffer())
  const why = join(folder, 'why')
  for (const _ of ['first', 'again']) {
    const { code, stderr } = await mnist(['predict', seven, blank, other, '--explain', why])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  }
  expect(await readdir(why)).toEqual(['blank', 'blank.png', 'seven', 'seven-2', 'seven-2.png', 'seven.png'])
  const steps = await readdir(join(why, 'seven'))
  expect(steps[0]).toMatch(/^1-\w+\.png$/)
  expect(steps.at(-1)).toMatch(/^\d-decision\.png$/)
  const seen = await sharp(join(why, 'seven', steps.at(-2)!)).metadata()
  expect(seen).toMatchObject({ width: 28, height: 28 })
  expect((await sharp(join(why, 'seven.png')).metadata()).width).toBe(1632)
})

test("no file is replaced that mnist did not write, and a user's picture is safe in the same folder", async () => {
  const before = await readFile(seven)
  const { code, stderr, stdout } = await mnist(['predict', seven, '--explain', folder])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain('seven.png: expected a picture that mnist wrote, or none, received another file')
  expect(await readFile(seven)).toEqual(before)
  const { code: mistaken } = await mnist(['predict', seven, '--explain', seven])
  expect(mistaken).toBe(2)
})

test('what is written stays within the folder, whatever the file is called', async () => {
  const around = join(folder, 'around')
  const content = await readFile(seven)
  const names = ['...png', '. .png', '\u001b[2J.png', 'con.png', `${'n'.repeat(250)}.png`]
  for (const name of names) await write(join(around, 'images'), name, content)
  const files = names.map(name => join(around, 'images', name))
  const { code, stderr } = await mnist(['predict', ...files, '--explain', join(around, 'a', 'why')])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(await readdir(around)).toEqual(['a', 'images'])
  expect(await readdir(join(around, 'a'))).toEqual(['why'])
  const written = ['_[2J', '_con', 'image', 'image-2', 'n'.repeat(100)]
  expect(await readdir(join(around, 'a', 'why'))).toEqual(written.flatMap(name => [name, `${name}.png`]).toSorted())
})

test.skipIf(process.platform === 'win32')(
  'no other file is read whole to see whose it is, and no pipe is waited for',
  async () => {
    const why = join(folder, 'there')
    await mkdir(why)
    await writeFile(join(why, 'large.png'), '')
    await truncate(join(why, 'large.png'), 8e9)
    execFileSync('mkfifo', [join(why, 'pipe.png')])
    const files = ['large.png', 'pipe.png'].map(name => join(folder, 'named', name))
    for (const name of ['large.png', 'pipe.png']) await write(join(folder, 'named'), name, await readFile(seven))
    const { code, stderr } = await mnist(['predict', ...files, '--explain', why])
    expect(code).toBe(1)
    expect(stderr.match(/expected a picture that mnist wrote, or none, received another file/g)).toHaveLength(2)
  },
)

test('the map of what decided is of the ink, in the colors of for and against', async () => {
  const why = join(folder, 'map')
  await mkdir(why)
  await mnist(['predict', seven, '--explain', why])
  const steps = await readdir(join(why, 'seven'))
  const raw = (name: string) =>
    sharp(join(why, 'seven', name))
      .raw()
      .toBuffer({ resolveWithObject: true })
  const [network, decision] = await Promise.all([raw(steps.at(-2)!), raw(steps.at(-1)!)])
  let colored = 0
  for (let pixel = 0; pixel < 784; pixel++) {
    const [r, g, b] = decision.data.subarray(pixel * decision.info.channels)
    const ink = network.data[pixel * network.info.channels]!
    if (ink === 0) expect([r, g, b]).toEqual([255, 255, 255])
    else if (Math.abs(r! - b!) > 40) colored++
  }
  expect(colored).toBeGreaterThan(5)
})

test('mnist read tells text, boxes in pixels of the file, and confidence', async () => {
  const digit = await drawSeven(600).png().toBuffer()
  const page = sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#f4efe2' } }).composite([
    { input: digit, left: 400, top: 900 },
    { input: digit, left: 1000, top: 900 },
    { input: digit, left: 1600, top: 900 },
  ])
  const path = await write(folder, 'number.jpg', await page.jpeg().toBuffer())
  const why = join(folder, 'number')
  const { code, stdout } = await mnist(['read', path, '--json', '--explain', why])
  expect(code).toBe(0)
  const { file, text, confidence, digits } = JSON.parse(stdout)
  expect({ file, text }).toEqual({ file: path, text: '777' })
  expect(confidence).toBeGreaterThan(0)
  expect(digits).toHaveLength(3)
  for (const [place, { box }] of digits.entries()) {
    expect(Math.abs(box.x + box.width / 2 - (700 + 600 * place))).toBeLessThan(40)
    expect(Math.abs(box.height - 0.64 * 600)).toBeLessThan(100)
  }
  expect(await readdir(why)).toContain('number.png')
  const human = await mnist(['read', path])
  expect(human.stdout).toMatch(/number\.jpg {2}777 +\d+\.\d %\n$/)
})

test('mnist read says where there is nothing, and goes on after a bad file', async () => {
  const blank = await write(folder, 'empty-page.png', whitePng(80))
  await writeFile(join(folder, 'bad.png'), 'text')
  const { code, stdout, stderr } = await mnist(['read', join(folder, 'bad.png'), blank])
  expect(code).toBe(1)
  expect(stdout).toContain('no digits were found')
  expect(stderr).toContain('bad.png: could not be read')
})
