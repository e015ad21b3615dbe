import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { bundleReportScript } from '../../tools/reportScript.js'

const bundle = fileURLToPath(new URL('../../src/report/script/bundle.ts', import.meta.url))

test('the bundled script of the report is that of its sources: `npm run report:script` makes it anew', async () => {
  expect((await readFile(bundle, 'utf8')).replaceAll('\r\n', '\n')).toBe(await bundleReportScript())
})
