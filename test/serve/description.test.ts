import { expect, test } from 'vitest'
import { openApiDocument } from '../../src/serve/openapi/document.js'
import { temporaryFolder } from '../data/smallDataset.js'
import { ask, startServing, writeModel } from './serving.js'

test('every address of the description is there, and the page shows each without asking anybody else', async () => {
  const path = await writeModel(await temporaryFolder(), 'm.onnx', 1)
  const { address } = await startServing({ models: [{ name: 'm', version: '4', path }], key: 'k' })
  const { body } = await ask(`${address}/openapi.json`)
  expect(body).toEqual(JSON.parse(JSON.stringify(openApiDocument([{ name: 'm', version: '4' }], true))))
  const headers = { authorization: 'Bearer k' }
  const page = await fetch(`${address}/`)
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  const html = await page.text()
  expect(html.match(/(src|href)="(?!#|\/openapi\.json)[^"]*"/g)).toBe(null)
  for (const [template, methods] of Object.entries<object>(body.paths)) {
    expect(html).toContain(`<code>${template}</code>`)
    const url = address + template.replace('{model}', 'm').replace('{version}', '4')
    for (const method of Object.keys(methods)) {
      const { status } = await fetch(url, { method: method.toUpperCase(), headers })
      expect([200, 400, 415], `${method} ${template}`).toContain(status)
      expect((await fetch(url, { method: 'PATCH', headers })).status).toBe(405)
    }
  }
})
