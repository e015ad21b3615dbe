import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { decodeImage } from '../../src/node/decodeImage.js'
import { temporaryFolder } from '../data/smallDataset.js'
import { drawSeven, whitePng, write } from './pictures.js'

/** The mean color of a decoded picture. */
function meanOf({ data, width, height }: { data: Uint8Array; width: number; height: number }): number[] {
  const channels = data.length / width / height
  return [0, 1, 2].map(channel => {
    let sum = 0
    for (let at = channel; at < data.length; at += channels) sum += data[at]!
    return sum / width / height
  })
}

test('every kind of file gives the same picture', async () => {
  const kinds = {
    png: drawSeven(120).png(),
    'png of 16 bits': drawSeven(120).toColourspace('rgb16').png(),
    'png with a palette': drawSeven(120).png({ palette: true }),
    jpeg: drawSeven(120).jpeg(),
    'progressive jpeg': drawSeven(120).jpeg({ progressive: true }),
    'cmyk jpeg': drawSeven(120).toColourspace('cmyk').jpeg(),
    webp: drawSeven(120).webp(),
    gif: drawSeven(120).gif(),
    tiff: drawSeven(120).tiff(),
    avif: drawSeven(120).avif(),
  }
  const wanted = meanOf(await decodeImage(await kinds.png.toBuffer()))
  for (const [kind, image] of Object.entries(kinds)) {
    const decoded = await decodeImage(await image.toBuffer())
    expect(decoded, kind).toMatchObject({ width: 120, height: 120, scale: 1 })
    for (const [channel, value] of meanOf(decoded).entries())
      expect(Math.abs(value - wanted[channel]!), kind).toBeLessThan(8)
  }
})

test('a picture is turned upright whichever way the camera was held', async () => {
  const upright = drawSeven(60, 40)
  const wanted = await upright.clone().raw().toBuffer()
  // What undoes each of EXIF's orientations 1 to 8 puts the upright picture into that orientation.
  const stored = [
    upright.clone(),
    upright.clone().flop(),
    upright.clone().rotate(180),
    upright.clone().flip(),
    upright.clone().flop().rotate(270),
    upright.clone().rotate(270),
    upright.clone().flop().rotate(90),
    upright.clone().rotate(90),
  ]
  for (const [index, image] of stored.entries()) {
    const file = await image
      .withMetadata({ orientation: index + 1 })
      .png()
      .toBuffer()
    const decoded = await decodeImage(file)
    expect(decoded, `orientation ${index + 1}`).toMatchObject({ width: 60, height: 40 })
    expect(Buffer.compare(decoded.data, wanted), `orientation ${index + 1}`).toBe(0)
  }
})

test('transparency is kept', async () => {
  const { data } = await decodeImage(
    await sharp({ create: { width: 2, height: 2, channels: 4, background: '#10203040' } })
      .png()
      .toBuffer(),
  )
  expect([...data.subarray(0, 4)]).toEqual([16, 32, 48, 64])
})

test('of an animation, the first frame is read', async () => {
  const frames = await Promise.all(
    ['#ff0000', '#0000ff'].map(background =>
      sharp({ create: { width: 8, height: 8, channels: 3, background } })
        .raw()
        .toBuffer(),
    ),
  )
  const gif = await sharp(Buffer.concat(frames), { raw: { width: 8, height: 16, channels: 3, pageHeight: 8 } })
    .gif({ delay: [100, 100] })
    .toBuffer()
  expect((await sharp(gif).metadata()).pages).toBe(2)
  const decoded = await decodeImage(gif)
  expect(decoded.height).toBe(8)
  expect(meanOf(decoded)).toEqual([255, 0, 0])
})

test('a large picture is shrunk to 1200 pixels, and tells by how much', async () => {
  const decoded = await decodeImage(await drawSeven(1800, 2400).jpeg().toBuffer())
  expect(decoded).toMatchObject({ width: 900, height: 1200, scale: 2 })
})

test('400 megapixels are read row by row', async () => {
  expect(await decodeImage(whitePng(20_000))).toMatchObject({ width: 1200, height: 1200, scale: 20_000 / 1200 })
  expect(process.resourceUsage().maxRSS / 1024).toBeLessThan(500)
})

test('what cannot be decoded is told in one line that names the file', async () => {
  const folder = await temporaryFolder()
  const photo = await drawSeven(300, 400).jpeg().toBuffer()
  const png = await drawSeven(300, 400).png().toBuffer()
  const cases = {
    'empty.png': ['', 'the file is empty'],
    'text.png': ['I am no picture\n', 'expected a PNG, JPEG, WebP, GIF, TIFF, AVIF or SVG image, received text'],
    'zeros.png': [
      new Uint8Array(100),
      'expected a PNG, JPEG, WebP, GIF, TIFF, AVIF or SVG image, received something else',
    ],
    'cut.jpg': [photo.subarray(0, photo.length / 2), 'the JPEG is cut or damaged: premature end of JPEG image'],
    'cut.png': [png.subarray(0, png.length / 2), 'the PNG is cut or damaged: libpng read error'],
    'cut.svg': ['<svg xmlns="http://www.w3.org/2000/svg"><g>', 'the SVG is cut or damaged: line 1, column 44: '],
    'phone.heic': [
      `\0\0\0\x18ftypheic${'\0'.repeat(40)}`,
      'received HEIC, which cannot be decoded; save it as PNG or JPEG',
    ],
    'page.pdf': ['%PDF-1.7\n', 'received PDF, which cannot be decoded; save it as PNG or JPEG'],
    'vast.svg': [
      '<svg xmlns="http://www.w3.org/2000/svg" width="30000" height="30000"/>',
      'expected at most 500 megapixels, received 30000 × 30000',
    ],
  } as const
  for (const [name, [content, reason]] of Object.entries(cases)) {
    const path = await write(folder, name, content)
    const { message } = await decodeImage(path).then(
      () => expect.fail(name),
      (error: Error) => error,
    )
    expect(message).toMatch(`${path}: could not be read (`)
    expect(message).toContain(reason)
    expect(message).not.toContain('\n')
  }
  await expect(decodeImage(`${folder}/missing.png`)).rejects.toThrow('missing.png: could not be read (no such file)')
  await expect(decodeImage(folder)).rejects.toThrow('could not be read (it is a folder)')
})

test('a name may hold what the decoder takes for options', async () => {
  const folder = await temporaryFolder()
  const png = await drawSeven(30).png().toBuffer()
  for (const name of ['seven.png[page=1]', '-seven.png', 'two\nlines.png', '%d.png', 'sieben ü 七.png'])
    expect((await decodeImage(await write(folder, name, png))).width, name).toBe(30)
})

test('a path, a file: URL, an ArrayBuffer and bytes are the same file', async () => {
  const content = new Uint8Array(await drawSeven(30).png().toBuffer())
  const path = await write(await temporaryFolder(), 'sieben ü.png', content)
  const expected = await decodeImage(path)
  expect(await decodeImage(pathToFileURL(path))).toEqual(expected)
  expect(await decodeImage(content)).toEqual(expected)
  expect(await decodeImage(content.buffer)).toEqual(expected)
})

test('what is no file is refused by name', async () => {
  const others: [unknown, string][] = [
    [null, 'null'],
    [undefined, 'undefined'],
    [7, '7'],
    [7n, '7'],
    [true, 'true'],
    [Symbol('seven'), 'a symbol'],
    [() => 7, 'a function'],
    [{}, 'an object (Object)'],
    [Object.create(null), 'an object (undefined)'],
    [[137, 80, 78, 71], 'an object (Array)'],
    [new Uint16Array(4), 'an object (Uint16Array)'],
    [new DataView(new ArrayBuffer(4)), 'an object (DataView)'],
    [new Blob(), 'an object (Blob)'],
    [new URL('https://example.org/seven.png'), 'https://example.org/seven.png'],
  ]
  for (const [value, received] of others) {
    const refused = decodeImage(value as string)
    await expect(refused).rejects.toThrow(UsageError)
    await expect(refused).rejects.toThrow(
      `decodeImage: expected a path, a file: URL or the content of a file, received ${received}`,
    )
  }
})

test('a path that cannot be one is refused by name', async () => {
  await expect(decodeImage('')).rejects.toThrow(/^'': could not be read \(no such file\)$/)
  await expect(decodeImage('a\0b.png')).rejects.toThrow(/^a\\u0000b\.png: could not be read \(no such file\)$/)
  await expect(decodeImage(`${'a'.repeat(300)}.png`)).rejects.toThrow(/\.png: could not be read \(name too long\)$/)
})

test('any bytes are decoded or refused in one line', async () => {
  const starts = [
    ...(await Promise.all([
      drawSeven(20).png().toBuffer(),
      drawSeven(20).jpeg().toBuffer(),
      drawSeven(20).gif().toBuffer(),
      drawSeven(20).webp().toBuffer(),
      drawSeven(20).tiff().toBuffer(),
    ])),
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>'),
    Buffer.alloc(0),
  ]
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...starts),
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
      fc.uint8Array({ maxLength: 200 }),
      async (start, changes, end) => {
        const bytes = Buffer.concat([start, end])
        for (const [place, value] of changes) if (bytes.length > 0) bytes[place % bytes.length] = value
        const decoded = await decodeImage(bytes).catch((error: Error) => error)
        if (decoded instanceof Error) expect(decoded.message).toMatch(/^could not be read \(.+\)$/)
        else expect(decoded.data.length % (decoded.width * decoded.height)).toBe(0)
      },
    ),
    { numRuns: 300 },
  )
})
