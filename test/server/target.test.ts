import { expect, test } from 'vitest'
import { readTarget } from '../../src/server/target.js'

const read = (url: string, ...host: string[]) => readTarget({ url, headersDistinct: host.length > 0 ? { host } : {} })

test('the path is decoded, and the query left out', () => {
  expect(read('/', 'a:1')).toEqual({ authority: 'a:1', path: '/' })
  expect(read('/assets/%69ndex.js?v=%#/x', 'a')?.path).toBe('/assets/index.js')
  expect(read('/..%2fa%00', 'a')?.path).toBe('/../a\0')
  expect(read('//a/b', 'a')?.path).toBe('//a/b')
})

test('an absolute address names the host, whatever the field says', () => {
  expect(read('http://b:2/x?y', 'a')).toEqual({ authority: 'b:2', path: '/x' })
  expect(read('HTTP://a', 'a')).toEqual({ authority: 'a', path: '/' })
  expect(read('http://a?x')).toEqual({ authority: 'a', path: '/' })
  expect(read('/', '')).toEqual({ authority: '', path: '/' })
})

test('what is malformed, and what names no host or two, is refused', () => {
  for (const url of [
    '*',
    '',
    'x',
    '?x',
    'a:1',
    'http:///x',
    'http://',
    'https://a/',
    'file:///etc',
    '/%',
    '/%ff',
    '/%e0%a4',
  ])
    expect([url, read(url, 'a')]).toEqual([url, undefined])
  expect(read('/')).toBeUndefined()
  expect(read('/', 'a', 'b')).toBeUndefined()
})
