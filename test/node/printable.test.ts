import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printable, printableName } from '../../src/node/printable.js'

test('what a terminal would obey is written as an escape, and other letters stay', () => {
  expect(printable('\u001b[2J\u009b1m\u0007\r\b\u007f')).toBe('\\u001b[2J\\u009b1m\\u0007\\u000d\\u0008\\u007f')
  expect(printable('a\u202egnp.exe\u2066\u200f\u061c\u2028')).toBe('a\\u202egnp.exe\\u2066\\u200f\\u061c\\u2028')
  for (const text of ['sieben ü 七 ٧.png', '👩‍👩‍👧.png', 'می‌خواهم.png', '~!"\'\\$`']) expect(printable(text)).toBe(text)
})

test('line feeds and tabs stay where they are meant', () => {
  expect(printable('one\n\ttwo')).toBe('one\\n\\ttwo')
  expect(printable('one\n\ttwo', { lines: true })).toBe('one\n\ttwo')
})

test('JSON stays the same value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const json = printable(JSON.stringify({ file: text }), { lines: true })
      expect(JSON.parse(json)).toEqual({ file: text })
      expect(json).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u)
    }),
    { examples: [['\u001b\u009b\u202e\u2028\ud800']] },
  )
})

test('a name without letters is seen', () => {
  expect(printableName('')).toBe("''")
})
