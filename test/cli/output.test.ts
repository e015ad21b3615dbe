import { expect, test } from 'vitest'
import { createLiveLine } from '../../src/cli/output.js'

test('a line that is written over shows what is hostile, and is no longer than the terminal is wide', () => {
  const written: string[] = []
  const terminal = { isTTY: true, columns: 20, write: (text: string) => written.push(text) }
  createLiveLine(terminal as unknown as NodeJS.WriteStream).update(() => `7\u001b[2J\n${'7'.repeat(99)}`)
  expect(written).toEqual(['\r\u001b[2K7\\u001b[2J\\n7777777'])
})
