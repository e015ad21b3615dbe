import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { explanationNames } from '../../src/cli/images/explanationNames.js'

const namesOf = (...paths: string[]) => [...explanationNames(paths.map(path => ({ path, name: path }))).values()]

describe('what is written of an image has its name', () => {
  test.each([
    ['scans/seven.png', 'seven'],
    ['sieben ü 七.jpg', 'sieben ü 七'],
    ['-', 'standard-input'],
    ['...png', 'image'],
    ['..', 'image'],
    ['/', 'image'],
    ['.png', 'png'],
    ['a/...b.png', 'b'],
    ['seven. .png', 'seven'],
    ['a:b*c?.png', 'a_b_c_'],
    ['\u001b[2J\u202e7.png', '_[2J_7'],
    ['CON.png', '_CON'],
    ['lpt1.1.png', '_lpt1.1'],
  ])('of %j: %j', (path, name) => expect(namesOf(path)).toEqual([name]))

  test('and a long one is cut, between letters', () => {
    expect(namesOf(`${'a'.repeat(300)}.png`)).toEqual(['a'.repeat(100)])
    const [name] = namesOf(`${'七👍'.repeat(60)}.png`)
    expect(name).toMatch(/^(七👍)+七?$/u)
    expect(Buffer.byteLength(name!)).toBeLessThanOrEqual(100)
  })
})

test('no two images have the same sheet or folder, whatever the file system takes for the same', () => {
  expect(namesOf('a.png', 'A.png', 'b/a.jpg')).toEqual(['a', 'A-2', 'a-3'])
  expect(namesOf('a-2.png', 'a.png', 'a.jpg')).toEqual(['a-2', 'a', 'a-3'])
  expect(namesOf('a.png.jpg', 'a.png')).toEqual(['a.png', 'a-2']) // the folder of one would be the sheet of the other
  expect(namesOf('a.png', 'a.png.jpg')).toEqual(['a', 'a.png-2'])
  expect(namesOf('\u00e9.png', 'e\u0301.png')).toEqual(['\u00e9', '\u00e9-2'])
})

test('any names lead to places of their own within the folder', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 8 }).map(name => `${name}.png`)), paths => {
      const names = namesOf(...paths)
      const written = names.flatMap(name => [name, `${name}.png`]).map(name => name.toLowerCase())
      expect(new Set(written).size).toBe(written.length)
      for (const name of names) expect(name).toMatch(/^[^./\\\p{Cc}](.*[^. ])?$/u)
    }),
  )
})

test('ten thousand images of one name are named at once', () => {
  const paths = Array.from({ length: 10_000 }, (_, index) => `${index}/seven.png`)
  expect(new Set(namesOf(...paths)).size).toBe(10_000)
})
