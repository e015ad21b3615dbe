import { join } from 'node:path'
import { preview } from 'vite'
import { expect, test } from 'vitest'
import { createForeignProject } from '../package/foreign.js'
import { launchChromium } from './chromium.js'

test('the example of a page, bundled by Vite in a project of someone else, trains and draws', async () => {
  const project = await createForeignProject()
  const root = join(project.folder, 'src/page')
  await project.run('vite', 'build', root, '--logLevel', 'error')
  const server = await preview({ root, configFile: false, preview: { host: '127.0.0.1', port: 0 }, logLevel: 'error' })
  const browser = await launchChromium()
  try {
    const page = await browser.newPage()
    const errors: unknown[] = []
    page.on('pageerror', error => errors.push(error))
    await page.goto(server.resolvedUrls!.local[0]!)
    const output = page.locator('output', { hasText: 'accuracy' })
    await output.waitFor()
    expect(Number((await output.textContent())!.split(' ')[1])).toBeGreaterThan(0.95)
    const [center, edge] = await page.evaluate(() =>
      [100, 10].map(x => document.querySelector('canvas')!.getContext('2d')!.getImageData(x, 100, 1, 1).data[0]),
    )
    expect(center).toBeGreaterThan(200) // within the disc
    expect(edge).toBeLessThan(50) // on the ring
    expect(errors).toEqual([])
  } finally {
    await browser.close()
    await server.close()
    await project.remove()
  }
}, 300_000)
