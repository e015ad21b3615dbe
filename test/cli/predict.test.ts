import { exec, spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawSeven, whitePng, write } from '../node/pictures.js'
import { mnist } from './mnist.js'

let folder: string
let seven: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnist-predict-'))
  seven = await write(folder, 'seven.png', await drawSeven(300).png().toBuffer())
})
afterAll(() => rm(folder, { recursive: true }))

/** What `mnist predict --json` said, line by line. */
const linesOf = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))

test('mnist predict names the file, the digit and how sure it is', async () => {
  const { code, stdout, stderr } = await mnist(['predict', seven])
  expect(stdout).toMatch(/seven\.png {2}7 [ >]\d\d\.\d %\n$/)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

test('--top names the likeliest digits, most likely first', async () => {
  const { stdout } = await mnist(['predict', seven, '--top', '3'])
  expect(stdout).toMatch(/seven\.png {2}7 .+ % {3}\d .+ % {3}\d .+ %\n$/)
  expect((await mnist(['predict', seven, '--top', '11'])).code).toBe(2)
})

test('--json prints one line for each image, with ten probabilities', async () => {
  const blank = await write(folder, 'blank.png', whitePng(50))
  const { code, stdout, stderr } = await mnist(['predict', seven, blank, '--json'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const [first, second, ...rest] = linesOf(stdout)
  expect(rest).toEqual([])
  expect(Object.keys(first)).toEqual(['file', 'digit', 'confidence', 'probabilities'])
  expect(first).toMatchObject({ file: seven, digit: 7 })
  expect(first.probabilities).toHaveLength(10)
  expect(first.confidence).toBeGreaterThan(0.5)
  expect(first.confidence).toBeLessThanOrEqual(1)
  expect(second).toMatchObject({ file: blank, digit: null, reason: expect.stringContaining('blank') })
  expect(second.probabilities).toHaveLength(10)
})

test('a file that cannot be read is told, the others are answered, and the exit code is 1', async () => {
  const photo = await drawSeven(600, 800).jpeg().toBuffer()
  const bad = {
    'empty.png': await write(folder, 'empty.png', ''),
    'text.png': await write(folder, 'text.png', 'no picture'),
    'cut.jpg': await write(folder, 'cut.jpg', photo.subarray(0, photo.length / 2)),
    'missing.png': join(folder, 'missing.png'),
    'vast.svg': await write(
      folder,
      'vast.svg',
      '<svg xmlns="http://www.w3.org/2000/svg" width="30000" height="30000"/>',
    ),
  }
  const good = [
    await write(folder, 'photo.jpg', photo),
    await write(folder, 'cmyk.jpg', await drawSeven(300).toColourspace('cmyk').jpeg().toBuffer()),
    await write(folder, 'deep.png', await drawSeven(300).toColourspace('rgb16').png().toBuffer()),
    await write(folder, 'drawn.gif', await drawSeven(300).gif().toBuffer()),
  ]
  const one = await write(folder, 'one.png', whitePng(1))
  const huge = await write(folder, 'huge.png', whitePng(20_000))
  const files = [...Object.values(bad), one, huge, ...good]
  const { code, stdout, stderr } = await mnist(['predict', ...files, '--json'])
  expect(code).toBe(1)
  const lines = linesOf(stdout)
  expect(lines.map(({ file }) => file)).toEqual(files)
  for (const { file, digit, reason } of lines) {
    if (good.includes(file)) expect(digit, file).toBe(7)
    else expect(digit, file).toBeNull()
    if (Object.values(bad).includes(file)) expect(reason, file).toContain('could not be read')
  }
  const told = stderr.trim().split('\n')
  expect(told.slice(0, -1).map(line => line.split(': ')[0])).toEqual(Object.values(bad))
  expect(told.at(-1)).toBe('5 of 11 could not be read')
  expect(stderr).not.toMatch(/\n {4}at /)
})

test('a folder stands for its images, in the order in which people count', async () => {
  const scans = join(folder, 'scans')
  for (const name of ['10.png', '2.png', 'notes.txt', '.hidden.png', '1.JPG', 'old.bmp']) await write(scans, name, '')
  await copyFile(seven, join(scans, '2.png'))
  const { code, stdout, stderr } = await mnist(['predict', scans, '--json'])
  expect(code).toBe(1)
  expect(linesOf(stdout).map(({ file, digit }) => [file.slice(scans.length + 1), digit])).toEqual([
    ['1.JPG', null],
    ['2.png', 7],
    ['10.png', null],
    ['old.bmp', null],
  ])
  expect(stderr).toContain('3 of 4 could not be read')
})

test('a folder without images is told, with its folders', async () => {
  await write(join(folder, 'sorted'), '7/a.png', '')
  const { code, stdout, stderr } = await mnist(['predict', join(folder, 'sorted')])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain('expected images in the folder, found none, but 1 folder')
})

test('the same file twice is answered twice, and any name will do', async () => {
  const names = ['- dash.png', 'two\nlines.png', 'seven [page=1]', '%d{}.png']
  for (const name of names) await copyFile(seven, join(folder, name))
  const files = [seven, seven, ...names.map(name => join(folder, name))]
  const { code, stdout } = await mnist(['predict', '--', ...files])
  expect(code).toBe(0)
  expect(stdout.trim().split('\n')).toHaveLength(6)
  const json = linesOf((await mnist(['predict', '--json', '--', ...files])).stdout)
  expect(json.map(({ file }) => file)).toEqual(files)
})

test('- reads standard input', async () => {
  const ask = (input: NodeJS.ReadableStream | undefined) =>
    new Promise<{ code: number | null; stdout: string; stderr: string }>(resolve => {
      const child = spawn(process.execPath, ['dist/cli/main.js', 'predict', '-', '--json'])
      let [stdout, stderr] = ['', '']
      child.stdout.on('data', text => {
        stdout += text
      })
      child.stderr.on('data', text => {
        stderr += text
      })
      child.on('close', code => resolve({ code, stdout, stderr }))
      if (input) input.pipe(child.stdin)
      else child.stdin.end()
    })
  const answer = await ask(createReadStream(seven))
  expect(JSON.parse(answer.stdout)).toMatchObject({ file: '-', digit: 7 })
  const nothing = await ask(undefined)
  expect(nothing.code).toBe(1)
  expect(nothing.stderr).toBe('standard input: could not be read (the file is empty)\n')
  expect((await mnist(['predict', '-', '-'])).code).toBe(2)
})

test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('a file without permission is told', async () => {
  const locked = join(folder, 'locked.png')
  await copyFile(seven, locked)
  await chmod(locked, 0)
  const { stderr } = await mnist(['predict', locked])
  expect(stderr).toBe(`${locked}: could not be read (no permission)\n`)
})

test('a model that is none is told by its name', async () => {
  const { code, stderr } = await mnist(['predict', seven, '--model', seven])
  expect(code).toBe(1)
  expect(stderr).toContain(`mnist predict: ${seven}: expected an ONNX model`)
})

test('what is transparent is no ink', async () => {
  const strokes = await drawSeven(200).threshold(128).negate().toBuffer()
  const drawn = sharp({ create: { width: 200, height: 200, channels: 3, background: 'black' } }).joinChannel(
    await sharp(strokes).grayscale().png().toBuffer(),
  )
  const path = await write(folder, 'transparent.png', await drawn.png().toBuffer())
  expect((await sharp(path).metadata()).channels).toBe(4)
  const { stdout } = await mnist(['predict', path, '--json'])
  expect(JSON.parse(stdout).digit).toBe(7)
})

test('many files are answered in their order, whatever each of them takes', async () => {
  const many = join(folder, 'many')
  const drawn = await Promise.all([30, 600, 60].map(size => drawSeven(size).png().toBuffer()))
  for (let index = 0; index < 40; index++) await write(many, `${index}.png`, index % 9 === 8 ? '' : drawn[index % 3]!)
  const { code, stdout } = await mnist(['predict', many, '--json'])
  expect(code).toBe(1)
  expect(linesOf(stdout).map(({ file, digit }) => [file, digit])).toEqual(
    Array.from({ length: 40 }, (_, index) => [join(many, `${index}.png`), index % 9 === 8 ? null : 7]),
  )
})

test('many files of which none can be decoded are told, and the command ends', async () => {
  const missing = Array.from({ length: 40 }, (_, index) => join(folder, `missing-${index}.png`))
  const { code, stdout, stderr } = await mnist(['predict', ...missing])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr.trim().split('\n')).toEqual([
    ...missing.map(file => `${file}: could not be read (no such file)`),
    '40 of 40 could not be read',
  ])
})

test('any bytes are answered or refused in one line', async () => {
  const noise = join(folder, 'noise')
  const png = await drawSeven(24).png({ compressionLevel: 0 }).toBuffer()
  const changes = fc.array(fc.tuple(fc.nat(png.length - 1), fc.nat(255)), { maxLength: 4 })
  const spoilt = fc.sample(changes, 30).map(changes => {
    const bytes = Buffer.from(png)
    for (const [place, value] of changes) bytes[place] = value
    return bytes
  })
  const files = [...spoilt, ...fc.sample(fc.uint8Array({ maxLength: 300 }), 20)]
  for (const [index, bytes] of files.entries()) await write(noise, `${index}.png`, bytes)
  const { code, stdout, stderr } = await mnist(['predict', noise, '--json'])
  expect(code).toBe(1)
  expect(linesOf(stdout)).toHaveLength(50)
  for (const line of stderr.trim().split('\n').slice(0, -1)) expect(line).toMatch(/\d\.png: could not be read \(.+\)$/)
})

test.skipIf(process.platform === 'win32')('nobody reading the output ends the command', async () => {
  const command = `'${process.execPath}' dist/cli/main.js predict '${join(folder, 'many')}' '${join(folder, 'many')}'; echo "exit $?" >&2`
  const { stdout, stderr } = await promisify(exec)(`(${command}) | head -1`)
  expect(stdout).toMatch(/0\.png +7/)
  expect(stderr).toMatch(/exit [01]\n$/)
})
