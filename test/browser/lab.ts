import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** A lab that is being served. */
export interface Lab {
  /** With a slash at its end. */
  readonly address: string
  close(): Promise<number | null>
}

/** Starts `mnist lab` as a user does, on any free port. */
export function startLab(...words: string[]): Promise<Lab> {
  const child = spawn(process.execPath, [main, 'lab', '--port', '0', ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  return new Promise((resolve, reject) => {
    let said = ''
    const listen = (text: Buffer) => {
      said += text
      const address = /http:\S+/.exec(said)?.[0]
      if (address) resolve({ address, close: () => end(child) })
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.on('close', () => reject(new Error(`expected the lab to be served, received ${said}`)))
  })
}

function end(child: ChildProcess): Promise<number | null> {
  return new Promise(resolve => {
    child.on('close', resolve)
    child.kill('SIGINT')
  })
}

/** A page of the lab, and what went wrong in it: complaints of the console, failures, and requests to other hosts, also of workers. */
export interface Visit {
  readonly page: Page
  readonly complaints: string[]
}

/** Opens a room of the lab in a browser context of its own. */
export async function visit(
  browser: Browser,
  { address }: Lab,
  room = '',
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    serviceWorkers: 'block',
    ...options,
  })
  const page = await context.newPage()
  const complaints: string[] = []
  context.on('request', request => {
    const { origin, protocol } = new URL(request.url())
    if (protocol.startsWith('http') && `${origin}/` !== address) complaints.push(`asked ${request.url()}`)
  })
  page.on('console', message => {
    const byDriver = message.text().includes('blocked by Playwright') // a service worker, where a test has no need of one
    if (['error', 'warning'].includes(message.type()) && !byDriver) complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(error.message))
  page.on('requestfailed', request => {
    const reason = request.failure()?.errorText
    if (reason !== 'net::ERR_ABORTED') complaints.push(`${reason}: ${request.url()}`) // the page was left
  })
  await page.goto(`${address}${room && `#${room}`}`)
  await page.waitForSelector('main h1')
  return { page, complaints }
}
