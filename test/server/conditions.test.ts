import { expect, test } from 'vitest'
import { selectPart } from '../../src/server/conditions.js'

const etag = '"7"'
const select = (headers: Record<string, string>, { method = 'GET', size = 1000 } = {}) =>
  selectPart(method, headers, { size, etag })
const whole = { status: 200, start: 0, end: 1000 }

test.each([
  ['bytes=0-9', 0, 10],
  ['bytes=0-0', 0, 1],
  ['bytes=990-', 990, 1000],
  ['bytes=999-5000', 999, 1000],
  ['bytes=-500', 500, 1000],
  ['bytes=-5000', 0, 1000],
  ['bytes=0-99999999999999999999999', 0, 1000],
  ['Bytes= 0-9 ', 0, 10],
])('a range is the part that it names: %s', (range, start, end) => {
  expect(select({ range })).toEqual({ status: 206, start, end })
})

test.each(['bytes=1000-', 'bytes=1000-2000', 'bytes=-0', 'bytes=99999999999999999999999-'])(
  'a range beyond the end cannot be satisfied: %s',
  range => expect(select({ range })).toEqual({ status: 416 }),
)

test('nothing is a part of nothing', () => {
  for (const range of ['bytes=0-', 'bytes=-1']) expect(select({ range }, { size: 0 })).toEqual({ status: 416 })
})

test.each([
  'bytes=10-5',
  'bytes=a-b',
  'bytes=1x-5',
  'bytes=0x1-5',
  'bytes=1.5-3',
  'bytes=-',
  'bytes=--5',
  'bytes=',
  'bytes',
  '',
  '-',
])('a range that is not valid is ignored: %s', range => expect(select({ range })).toEqual(whole))

test('several ranges, other units, and ranges of other methods than GET are ignored', () => {
  for (const range of ['bytes=0-1,5-6', 'bytes=0-1, 5-6', 'lines=0-1']) expect(select({ range })).toEqual(whole)
  expect(select({ range: 'bytes=0-1' }, { method: 'HEAD' })).toEqual(whole)
})

test('a range is sent of what the client has begun to load; of anything else, all', () => {
  const range = 'bytes=0-9'
  expect(select({ range, 'if-range': etag })).toEqual({ status: 206, start: 0, end: 10 })
  for (const other of ['"8"', `W/${etag}`, 'Sat, 01 Jan 2000 00:00:00 GMT', '', '*', `${etag}, "8"`])
    expect(select({ range, 'if-range': other })).toEqual(whole)
})

test('what the client has already is not sent, whatever range it asks for', () => {
  for (const known of [etag, `W/${etag}`, `"8", ${etag}`, `"8",W/${etag}`, '*'])
    expect(select({ 'if-none-match': known, range: 'bytes=5000-' })).toEqual({ status: 304 })
  for (const other of ['"8"', '7', '', '"77"', '"', 'W/']) expect(select({ 'if-none-match': other })).toEqual(whole)
})

test('what must be a certain one is not sent when it is another', () => {
  for (const wanted of [etag, `"8", ${etag}`, '*']) expect(select({ 'if-match': wanted })).toEqual(whole)
  for (const wanted of ['"8"', `W/${etag}`, '']) expect(select({ 'if-match': wanted })).toEqual({ status: 412 })
  expect(select({ 'if-match': '"8"', 'if-none-match': etag })).toEqual({ status: 412 })
})

test('dates are not looked at', () => {
  const date = new Date(0).toUTCString()
  expect(select({ 'if-modified-since': date, 'if-unmodified-since': date })).toEqual(whole)
})
