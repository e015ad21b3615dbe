import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const names = ['chromium', 'google-chrome']

/** Starts the Chromium of this machine, with more of its switches where they are needed. */
export function launchChromium(...more: string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  })
}

/** Where the Chromium of this machine is; throws where there is none, with what to do about it. */
export function findChromium({ CHROMIUM, PATH = '' }: NodeJS.ProcessEnv = process.env): string {
  const places = CHROMIUM ? [CHROMIUM] : PATH.split(delimiter).flatMap(folder => names.map(name => join(folder, name)))
  const found = places.find(place => existsSync(place))
  if (found !== undefined) return found
  throw new Error(
    `expected a Chromium ${CHROMIUM ? `at $CHROMIUM, ${CHROMIUM}` : 'in PATH, as chromium or google-chrome'}, found none; ` +
      'install one (Debian: apt-get install chromium), or set CHROMIUM to its path',
  )
}
