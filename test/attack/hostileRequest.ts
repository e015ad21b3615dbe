import type { Random } from '../../src/random.js'
import { mutateBytes } from './attack.js'

/** What a hostile client knows of the server. */
export interface Knowledge {
  readonly port: number
  readonly paths: readonly string[]
  readonly etags: readonly string[]
}

const oneOf = <T>(random: Random, values: readonly T[]): T => values[random.integer(values.length)]!
const oftenFirst = <T>(random: Random, values: readonly T[]): T =>
  random.integer(25) > 0 ? values[0]! : oneOf(random, values)

/** Up to four requests at once, most of them wrong in some way, and now and then damaged on top of that. */
export function hostileRequests(random: Random, known: Knowledge): Uint8Array {
  const requests = Array.from({ length: Math.max(1, random.integer(8) - 3) }, () => hostileRequest(random, known))
  const bytes = Buffer.from(requests.join(''), 'latin1')
  return random.integer(4) === 0 ? mutateBytes(bytes, random) : bytes
}

function hostileRequest(random: Random, known: Knowledge): string {
  const method = oftenFirst(random, [
    'GET',
    'HEAD',
    'POST',
    'PUT',
    'OPTIONS',
    'TRACE',
    'CONNECT',
    'get',
    'GETT',
    'PRI',
    '',
  ])
  const version = oftenFirst(random, [
    'HTTP/1.1',
    'HTTP/1.1',
    'HTTP/1.0',
    'HTTP/0.9',
    'HTTP/2.0',
    'HTTP/9.9',
    'ICY/1.1',
    '',
  ])
  const fields = Array.from({ length: random.integer(3) }, () => oneOf(random, hostileFields)(random, known))
  const lines = [`${method} ${target(random, known)} ${version}`, ...hosts(random, known), ...fields]
  const lineEnd = oftenFirst(random, ['\r\n', '\n', '\r', '\r\n '])
  return `${lines.join(lineEnd)}\r\n\r\n${oftenFirst(random, ['', 'a body', '5\r\nhello\r\n0\r\n\r\n', '\0'.repeat(70_000)])}`
}

/** Mostly what is there; or a way out of the folder, in many spellings; or no path at all. */
function target(random: Random, { paths }: Knowledge): string {
  const path = oneOf(random, paths)
  if (random.integer(2) === 0) return path
  const up = oneOf(random, [
    '../',
    '..%2f',
    '%2e%2e/',
    '%2e%2e%2f',
    '..\\',
    '..%5c',
    '....//',
    '..;/',
    '%c0%ae%c0%ae/',
    '..%00/',
    '%252e%252e/',
  ])
  const below = oneOf(random, ['/', '/assets/', '/mnist/', '//', '/./', '/assets//', '/digits.onnx/'])
  const aim = oneOf(random, [
    'package.json',
    'cli/main.js',
    'etc/passwd',
    'proc/self/environ',
    'models/digits.onnx',
    'index.html',
  ])
  return oneOf(random, [
    below + up.repeat(1 + random.integer(8)) + aim,
    below + aim,
    `/${aim}`,
    `http://${oneOf(random, ['localhost', 'evil.example', '127.0.0.1', '', 'a@localhost', '[::1'])}${path}`,
    `file:///${aim}`,
    `${path}${oneOf(random, ['%', '%00', '?', '#', '/', '/..', '.', ' ', '~', ':$DATA', '%20', ';x', '\u00e9', `?${'q'.repeat(9000)}`])}`,
    `/${'a'.repeat(random.integer(20_000))}`,
    oneOf(random, ['*', '', '?', '%', '/__proto__', '/constructor', '/mnist/__proto__', '/mnist/', '/.']),
  ])
}

function hosts(random: Random, { port }: Knowledge): string[] {
  const host = oftenFirst(random, [
    `localhost:${port}`,
    '127.0.0.1',
    '[::1]',
    'evil.example',
    'localhost.evil.example',
    '',
    '\0',
    'h'.repeat(5000),
  ])
  return oftenFirst(random, [
    [`Host: ${host}`],
    [],
    [`Host: ${host}`, 'Host: evil.example'],
    [`host:${host}`],
    [`Host : ${host}`],
  ])
}

const number = (random: Random) =>
  oneOf(random, ['', '0', '1', '5', '999', '100000000', '99999999999999999999', '-1', 'x', '0x10', '1e3'])

const hostileFields: readonly ((random: Random, known: Knowledge) => string)[] = [
  random =>
    `Range: ${oftenFirst(random, ['bytes', 'bytes ', 'Bytes', 'lines', ''])}=${number(random)}-${number(random)}`,
  random =>
    `Range: bytes=${Array.from({ length: random.integer(500) }, () => `${number(random)}-${number(random)}`).join(',')}`,
  (random, { etags }) =>
    `${oneOf(random, ['If-None-Match', 'If-Match', 'If-Range'])}: ${oneOf(random, ['*', '"', 'W/', '""', oneOf(random, etags), `W/${oneOf(random, etags)}`])}`,
  random => `If-Modified-Since: ${oneOf(random, ['Sat, 01 Jan 2000 00:00:00 GMT', 'yesterday', ''])}`,
  random => `Connection: ${oneOf(random, ['close', 'keep-alive', 'Upgrade', 'close, keep-alive', 'x'])}`,
  random => `Content-Length: ${number(random)}`,
  random => `Transfer-Encoding: ${oneOf(random, ['chunked', 'gzip', 'chunked, chunked', 'identity', 'x'])}`,
  random => `Expect: ${oneOf(random, ['100-continue', 'x'])}`,
  () => 'Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13',
  random => `X: ${'x'.repeat(random.integer(20_000))}`,
  random => 'A: b\r\n'.repeat(random.integer(2000)).trimEnd(),
  random =>
    oneOf(random, [
      'no colon',
      ': no name',
      'X\0: y',
      'X: \0',
      ' folded',
      '__proto__: x',
      'Content-Length: 1\r\nContent-Length: 2',
    ]),
]
