import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Lab } from '../cli/startLab.js'

export { type Lab, startLab } from '../cli/startLab.js'

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
