import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { takeDigits } from '../../src/data/digits.js'
import { loadMnist } from '../../src/data/sources/mnist.js'
import { networkFrom } from '../../src/model/configuration.js'
import { preset } from '../../src/model/presets.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import { fit } from '../../src/training/fit.js'
import { optimizerFrom } from '../../src/training/optimizers.js'
import { scheduleFrom } from '../../src/training/schedules.js'
import { launchChromium } from './chromium.js'

const COUNT = 640
const STEPS = 20

const page = `<!doctype html><script type="importmap">${JSON.stringify({
  imports: {
    pbf: '/node_modules/pbf/index.js',
    valibot: '/node_modules/valibot/dist/index.mjs',
    'pure-rand/': '/node_modules/pure-rand/lib/esm/',
    'pure-rand/generator/xoroshiro128plus': '/node_modules/pure-rand/lib/esm/generator/xoroshiro128plus.js',
    'onnxruntime-web/wasm': '/node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs',
  },
})}</script>`

// Text, since the test runner would rewrite the import of a function.
const inPage = `(async () => {
  const web = await import('/dist/web.js')
  const bytes = async path => new Uint8Array(await (await fetch(path)).arrayBuffer())
  const digits = { images: await bytes('/images'), labels: await bytes('/labels'), count: ${COUNT} }
  const config = web.preset('fast')
  const losses = []
  await web.fit(web.networkFrom(config), digits, {
    ...config.training,
    validation: web.takeDigits(digits, 100),
    epochs: 1,
    batchSize: ${COUNT / STEPS},
    runtime: web.webRuntime,
    optimizer: web.optimizerFrom(config.training.optimizer),
    schedule: web.scheduleFrom(config.training.schedule),
    seed: 3,
    threads: 1,
    onStep: ({ loss }) => losses.push(loss),
  })
  return losses
})()`

const types: Record<string, string> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
}

let server: Server
let browser: Browser
let address = ''

beforeAll(async () => {
  const { training } = await loadMnist({ parts: ['training'] })
  server = createServer(async ({ url = '/' }, response) => {
    if (url === '/') return response.setHeader('content-type', 'text/html').end(page)
    if (url === '/images') return response.end(training.images.subarray(0, COUNT * 784))
    if (url === '/labels') return response.end(training.labels.subarray(0, COUNT))
    try {
      const content = await readFile(join(process.cwd(), normalize(url)))
      return response.setHeader('content-type', types[extname(url)] ?? 'application/octet-stream').end(content)
    } catch {
      return response.writeHead(404).end()
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  server?.close()
})

test('the fast preset trains in a page with the losses that it has in Node', async () => {
  const { training } = await loadMnist({ parts: ['training'] })
  const config = preset('fast')
  const expected: number[] = []
  await fit(networkFrom(config), takeDigits(training, COUNT), {
    ...config.training,
    validation: takeDigits(training, 100),
    epochs: 1,
    batchSize: COUNT / STEPS,
    runtime: nodeRuntime,
    optimizer: optimizerFrom(config.training.optimizer),
    schedule: scheduleFrom(config.training.schedule),
    seed: 3,
    threads: 1,
    onStep: ({ loss }) => expected.push(loss),
  })

  const tab = await browser.newPage()
  const problems: string[] = []
  tab.on('pageerror', error => problems.push(error.message))
  await tab.goto(address)
  const losses = (await tab.evaluate(inPage)) as number[]
  expect(problems).toEqual([])
  expect(losses.length).toBe(STEPS)
  for (const [step, loss] of losses.entries()) expect(Math.abs(loss - expected[step]!)).toBeLessThan(1e-3)
}, 60_000)
