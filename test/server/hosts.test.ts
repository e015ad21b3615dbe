import { expect, test } from 'vitest'
import { isServedHost, parseHost } from '../../src/server/hosts.js'

test('a host to listen on is an IP address, with or without the brackets of a URL, or a host name', () => {
  for (const host of [
    '127.0.0.1',
    '0.0.0.0',
    '::',
    '::1',
    'fe80::1%eth0',
    'localhost',
    'my-laptop.local',
    'a_b',
    '3com.example',
  ])
    expect(parseHost(host)).toBe(host)
  expect(parseHost('[::1]')).toBe('::1')
})

test('what is neither is refused, and so are the old forms of an address, which may stand for every interface', () => {
  const hosts = [
    '',
    ' ',
    '0',
    '00',
    '0x0',
    '0x',
    '1.2',
    '127.1',
    '256.0.0.1',
    '1.2.3.4.5',
    '*',
    'localhost:80',
    '127.0.0.1:80',
  ]
  hosts.push(
    '[::1]:80',
    'http://localhost',
    '127.0.0.1/8',
    '-',
    '-a',
    'a-',
    'a..b',
    '.',
    'a.',
    ' a',
    'a b',
    'ä',
    'a\0',
    '[a]',
  )
  hosts.push('a'.repeat(64), 'a.'.repeat(127) + 'b'.repeat(63))
  for (const host of hosts) expect([host, parseHost(host)]).toEqual([host, undefined])
})

const here = { host: '127.0.0.1', address: '127.0.0.1' }
const everywhere = { host: '0.0.0.0', address: '0.0.0.0' }

test('localhost and every IP address are served, whatever the port', () => {
  const authorities = [
    'localhost',
    'LocalHost:4321',
    'localhost.',
    '127.0.0.1',
    '127.0.0.1:8080',
    '[::1]:4321',
    '192.168.1.5:4321',
  ]
  for (const authority of authorities) expect([authority, isServedHost(authority, here)]).toEqual([authority, true])
})

test('the name that the server was told to listen on is served, in any case', () => {
  const listening = { host: 'My-Laptop.lan', address: '192.168.1.5' }
  expect(isServedHost('my-laptop.LAN:4321', listening)).toBe(true)
  expect(isServedHost('my-laptop', listening, 'my-laptop')).toBe(false)
})

test('where every interface is listened on, the names of this machine in its network are served', () => {
  for (const address of ['0.0.0.0', '::', '::ffff:0.0.0.0'])
    for (const authority of ['ann:4321', 'Ann.local', 'ann.fritz.box:4321'])
      expect(isServedHost(authority, { host: address, address }, 'Ann.fritz.box')).toBe(true)
  for (const authority of ['ann:4321', 'ann.local']) expect(isServedHost(authority, here, 'ann')).toBe(false)
})

test('a name that an attacker can own is not served', () => {
  const authorities = [
    'evil.example',
    'evil.example:4321',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'ann.evil.example',
  ]
  authorities.push(
    '',
    ':4321',
    '.',
    'localhost:80:80',
    'localhost:x',
    '[::1',
    '[::1]x',
    '[evil.example]',
    '[127.0.0.1]',
    '::1',
  )
  authorities.push('a@localhost', 'localhost,evil.example', 'localhost evil.example', 'localhost/', '1', 'ann.ann')
  for (const authority of authorities)
    for (const listening of [here, everywhere])
      expect([authority, isServedHost(authority, listening, 'ann')]).toEqual([authority, false])
})
