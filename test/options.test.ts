import * as v from 'valibot'
import { expect, test } from 'vitest'
import { flag, parseOptions, show } from '../src/options.js'

test('a value is shown as JSON, cut where it is long', () => {
  expect([show(1.5), show(Number.NaN), show('a"b'), show({ a: [null] }), show(undefined)]).toEqual([
    '1.5',
    'NaN',
    String.raw`"a\"b"`,
    '{"a":[null]}',
    'nothing',
  ])
  expect(show('x'.repeat(100))).toBe(`"${'x'.repeat(59)}…`)
})

test('no value and no name of an option is shown that a terminal would obey', () => {
  expect(show('\u001b[31m\u009b1m\u007f\u202e')).toBe(String.raw`"\u001b[31m\u009b1m\u007f\u202e"`)
  expect(() => parseOptions('net', v.strictObject({ deep: flag }), { '\u009b1m': 1 })).toThrow(
    String.raw`net: unknown option "\u009b1m"; allowed is deep`,
  )
})

test('a value that is nested too deeply to be written is shown in words', () => {
  expect(show(JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`))).toBe('a list of lists')
})
