import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { expect, onTestFinished, test } from 'vitest'
import { decodeImage } from '../../src/node/decodeImage.js'
import { temporaryFolder } from '../data/smallDataset.js'
import { write } from './pictures.js'

/** An SVG document of 20 × 20 pixels with a white ground. */
const svg = (body: string, before = '') =>
  `<?xml version="1.0"?>${before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
  `xmlns:xi="http://www.w3.org/2001/XInclude" width="20" height="20"><rect width="20" height="20" fill="#fff"/>${body}</svg>`

/** Whether a decoded picture has anything but white. */
async function isMarked(file: string | Uint8Array): Promise<boolean> {
  const { data } = await decodeImage(file)
  return data.some(value => value !== 255)
}

const red = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#f00' } })
  .png()
  .toBuffer()
const shape = '<rect id="r" width="20" height="20" fill="#f00"/>'

/** The ways in which a document may ask for the content of another file. */
function references(address: (name: string) => string): Record<string, string> {
  return {
    image: svg(`<image href="${address('red.png')}" width="20" height="20"/>`),
    'image by XLink': svg(`<image xlink:href="${address('red.png')}" width="20" height="20"/>`),
    'image that is an SVG': svg(`<image href="${address('red.svg')}" width="20" height="20"/>`),
    'image within a data URL': svg(
      `<image href="data:image/svg+xml;base64,${Buffer.from(svg(`<image href="${address('red.png')}" width="20" height="20"/>`)).toString('base64')}" width="20" height="20"/>`,
    ),
    use: svg(`<use href="${address('red.svg')}#r"/>`),
    fill: svg(`<rect width="20" height="20" fill="url(${address('red.svg')}#g)"/>`),
    feImage: svg(
      `<filter id="f" x="0" y="0" width="1" height="1"><feImage href="${address('red.png')}"/></filter><rect width="20" height="20" filter="url(#f)" fill="#fff"/>`,
    ),
    '@import': svg(
      `<style>@import url("${address('red.css')}");</style><rect class="r" width="20" height="20" fill="#fff"/>`,
    ),
    'style sheet': svg(
      '<rect class="r" width="20" height="20" fill="#fff"/>',
      `<?xml-stylesheet type="text/css" href="${address('red.css')}"?>`,
    ),
    'external entity': svg('&r;', `<!DOCTYPE svg [<!ENTITY r SYSTEM "${address('red.txt')}">]>`),
    'external document type': svg('&r;', `<!DOCTYPE svg SYSTEM "${address('red.dtd')}">`),
    'parameter entity': svg('&r;', `<!DOCTYPE svg [<!ENTITY % d SYSTEM "${address('red.dtd')}"> %d;]>`),
    XInclude: svg(`<xi:include href="${address('red.svg')}"/>`),
    'XInclude of text': svg(`<text y="15"><xi:include href="${address('red.txt')}" parse="text"/></text>`),
    font: svg(
      `<style>@font-face{font-family:Mine;src:url("${address('red.ttf')}")}</style><rect width="20" height="20" fill="#fff" style="font-family:Mine"/>`,
    ),
  }
}

const files = {
  'red.png': red,
  'red.svg': `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><linearGradient id="g"><stop stop-color="#f00"/></linearGradient>${shape}</svg>`,
  'red.css': '.r{fill:#f00}',
  'red.txt': shape,
  'red.dtd': `<!ENTITY r '${shape}'>`,
  'red.ttf': 'no font',
}

/** What an SVG shows, or why it is refused; either way, nothing of another file. */
async function expectUnmarked(file: string | Uint8Array, name: string): Promise<void> {
  const marked = await isMarked(file).catch((error: Error) => {
    expect(error.message, name).toMatch(/could not be read \(the (compressed )?SVG is cut or damaged.*\)$/)
    return false
  })
  expect(marked, name).toBe(false)
}

test('what an SVG holds itself is drawn', async () => {
  expect(await isMarked(Buffer.from(svg(shape)))).toBe(true)
  const data = `data:image/png;base64,${red.toString('base64')}`
  expect(await isMarked(Buffer.from(svg(`<image href="${data}" width="20" height="20"/>`)))).toBe(true)
  expect(await isMarked(gzipSync(svg(shape)))).toBe(true)
  expect(await isMarked(Buffer.from(svg('&r;', `<!DOCTYPE svg [<!ENTITY r '${shape}'>]>`)))).toBe(true)
  expect(await isMarked(Buffer.from(svg('')))).toBe(false)
})

test('an SVG shows no file beside it, whichever way it asks', async () => {
  const folder = await temporaryFolder()
  for (const [name, content] of Object.entries(files)) await write(folder, name, content)
  const addresses = [
    (name: string) => name,
    (name: string) => `./${name}`,
    (name: string) => join(folder, name),
    (name: string) => pathToFileURL(join(folder, name)).href,
  ]
  for (const address of addresses)
    for (const [kind, content] of Object.entries(references(address))) {
      await expectUnmarked(await write(folder, 'asks.svg', content), `${kind}: ${address('x')}`)
      await expectUnmarked(await write(folder, 'asks.svgz', gzipSync(content)), `${kind}, compressed: ${address('x')}`)
      await expectUnmarked(Buffer.from(content), `${kind}, content: ${address('x')}`)
    }
})

test('an SVG asks no server', async () => {
  const asked: string[] = []
  const server = createServer(({ url }, response) => {
    asked.push(url!)
    response.end(files[url!.slice(1) as keyof typeof files])
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  for (const [kind, content] of Object.entries(references(name => `http://127.0.0.1:${port}/${name}`)))
    await expectUnmarked(Buffer.from(content), kind)
  expect(asked).toEqual([])
})
