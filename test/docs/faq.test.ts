import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { REJECT_BELOW, rejectReasons, UNSURE_BELOW } from '../../src/model/reader.js'

test('the page of symptoms has each reason for which a picture is read as no digit, and the confidences that decide', async () => {
  const page = await readFile(new URL('../../docs/faq.md', import.meta.url), 'utf8')
  const rowOf = (reason: string) => page.split('\n').find(line => line.startsWith(`| \`${reason}\` |`)) ?? reason
  const rows = Object.values(rejectReasons).map(rowOf)
  expect(rows.map(row => row.split(' | ').length)).toEqual(rows.map(() => 3))
  expect(rowOf(rejectReasons.unsure)).toContain(`below ${REJECT_BELOW * 100} %`)
  expect(rowOf(rejectReasons.nothing)).toContain(`below ${UNSURE_BELOW * 100} %`)
})
