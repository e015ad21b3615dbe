import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { createServer } from 'vite'
import type { EngineOrder, EngineReport } from './engineWorker.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A page that trains by the sources themselves, in a worker. */
export interface EnginePage {
  train(order: EngineOrder): Promise<EngineReport>
  close(): Promise<void>
}

/**
 * Opens an empty page whose scripts are the sources.
 *
 * @param options.isolated whether the server sends the headers that let its pages share memory among workers
 * @param options.files what the page may ask for, by path
 */
export async function openEnginePage(
  browser: Browser,
  { isolated, files }: { isolated: boolean; files: Record<string, Uint8Array> },
): Promise<EnginePage> {
  const headers = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'warn',
    server: { host: '127.0.0.1', port: 0, watch: null, hmr: false, ws: false, ...(isolated && { headers }) },
    optimizeDeps: { noDiscovery: true },
    plugins: [
      {
        name: 'files',
        configureServer({ middlewares }) {
          middlewares.use(({ url = '' }, response, next) => {
            if (isolated) for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
            if (url === '/') response.setHeader('content-type', 'text/html').end('<!doctype html><title>Engine</title>')
            else if (files[url]) response.end(files[url])
            else next()
          })
        },
      },
    ],
  })
  await server.listen()
  const { port } = server.httpServer!.address() as AddressInfo
  const page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${port}/`)
  return {
    train: order => page.evaluate(inWorker, order),
    async close() {
      await page.close()
      await server.close()
    },
  }
}

/** Runs in the page. */
function inWorker(order: EngineOrder): Promise<EngineReport> {
  return new Promise((resolve, reject) => {
    const worker = new Worker('/test/browser/engineWorker.ts?worker_file&type=module', { type: 'module' })
    worker.onmessage = ({ data }) => {
      worker.terminate()
      resolve(data)
    }
    worker.onerror = ({ message }) => reject(new Error(message))
    worker.postMessage(order)
  })
}
