import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Digits } from '../../src/data/digits.js'
import { takeDigits } from '../../src/data/digits.js'
import { loadMnist } from '../../src/data/sources/mnist.js'
import { nodeRuntime } from '../../src/runtime/node.js'
import { launchChromium } from './chromium.js'
import { openEnginePage } from './enginePage.js'
import { type EngineOrder, type EngineReport, trainShortly } from './engineWorker.js'

let browser: Browser
let digits: Digits

beforeAll(async () => {
  digits = takeDigits((await loadMnist({ parts: ['training'] })).training, 1000)
  browser = await launchChromium('--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader')
})

afterAll(() => browser?.close())

const inNode = (order: EngineOrder) => trainShortly(nodeRuntime, digits, order)

async function inPage(order: EngineOrder, isolated = true): Promise<EngineReport> {
  const files = { '/images': digits.images, '/labels': digits.labels }
  const page = await openEnginePage(browser, { isolated, files })
  return page.train(order).finally(page.close)
}

function expectSameCurve(found: readonly number[], expected: readonly number[]) {
  expect(found.length).toBe(expected.length)
  // The first step overshoots, the others make good for it.
  expect(found.at(-1)).toBeLessThan(Math.max(...found))
  for (const [step, loss] of found.entries()) expect(Math.abs(loss - expected[step]!)).toBeLessThan(1e-3)
}

test('two replicas in a page have the losses of two in Node, in workers and one after another', async () => {
  const order: EngineOrder = { engine: 'wasm', threads: 2, batchSize: 32, steps: 8 }
  const [expected, shared] = await Promise.all([inNode(order), inPage(order)])
  expectSameCurve(shared.losses, expected.losses)
  const inTurn = await inPage(order, false)
  expect(inTurn).toEqual(shared)
}, 600_000)

test('WebGPU has the gradients of WebAssembly and the losses of Node; a simulated card is taken when asked for only', async () => {
  const order: EngineOrder = { engine: 'webgpu', threads: 1, batchSize: 4, steps: 5 } // few: the card is simulated
  const [expected, { losses, difference, takesSoftware }] = await Promise.all([inNode(order), inPage(order)])
  expectSameCurve(losses, expected.losses)
  expect(difference).toBeLessThan(1e-5)
  expect(takesSoftware).toBe(false)
}, 600_000)
