import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { addressWithoutPassword, parseQueueAddress, withoutPassword } from '../../src/queue/address.js'

test('an address names the server, and is shown without its password', () => {
  expect(parseQueueAddress('redis://ada:s%3Acret@queue.example.org:6380/2')).toEqual({
    backend: 'redis',
    shown: 'redis://ada@queue.example.org:6380/2',
    host: 'queue.example.org',
    port: 6380,
    user: 'ada',
    password: 's:cret',
    database: '2',
  })
  expect(parseQueueAddress('postgresql://ada:secret@[::1]/studies')).toEqual({
    backend: 'postgres',
    shown: 'postgresql://ada@[::1]/studies',
    host: '::1',
    user: 'ada',
    password: 'secret',
    database: 'studies',
  })
  expect(parseQueueAddress('redis://localhost')).toEqual({
    backend: 'redis',
    shown: 'redis://localhost',
    host: 'localhost',
  })
  expect(parseQueueAddress('postgres:///mnist?host=/run/postgresql').host).toBe('/run/postgresql')
})

test('an address says how to encrypt, in the words of redis-cli and of libpq', () => {
  const tls = (text: string) => parseQueueAddress(text).tls
  expect(tls('redis://host')).toBeUndefined()
  expect(tls('rediss://host')).toEqual({ verify: true })
  expect(tls('rediss://host?cacert=ca.pem&cert=c.pem&key=k.pem')).toEqual({
    verify: true,
    ca: 'ca.pem',
    certificate: 'c.pem',
    key: 'k.pem',
  })
  expect(tls('rediss://host?insecure')).toEqual({ verify: false })
  expect(tls('postgres://host/db')).toBeUndefined()
  expect(tls('postgres://host/db?sslmode=disable')).toBeUndefined()
  expect(tls('postgres://host/db?sslmode=require')).toEqual({ verify: false })
  expect(tls('postgres://host/db?sslmode=require&sslrootcert=ca.pem')).toEqual({ verify: true, ca: 'ca.pem' })
  expect(tls('postgres://host/db?sslmode=verify-full')).toEqual({ verify: true })
})

test.each([
  [
    'redis.example.org',
    "expected a queue's address, redis://HOST, rediss://HOST (TLS) or postgres://HOST/DATABASE, received another word",
  ],
  ['amqp://:secret@host', /received one of amqp:\/\/$/],
  ['redis://:se/cret@host', /cannot be read \(letters such as @ : \/ # % within a password are written as %40/],
  ['redis://:secret@', /expected a host|cannot be read/],
  [
    'redis://:secret@host/secret',
    'expected the database of a Redis address to be a number (redis://HOST/0), received another word',
  ],
  ['postgres://:secret@host', "expected a database in the queue's address, postgres://HOST/DATABASE, received none"],
  [
    'postgres://:secret@host/db?sslmode=secret',
    'expected sslmode to be one of disable, require, verify-full, received another word',
  ],
  [
    'redis://:secret@host?secret',
    'expected the parameters of a redis address to be of cacert, cert, key, insecure, received another',
  ],
  [
    'redis://:secret@host?cacert=ca.pem',
    'expected rediss:// with the parameters of TLS, received redis://, which is not encrypted',
  ],
])('%s is refused, and nothing of it is shown', (text, message) => {
  const parse = () => parseQueueAddress(text)
  expect(parse).toThrow(UsageError)
  expect(parse).toThrow(message)
  expect(parse).not.toThrow(/secret|se\/cret/)
})

test('a password is taken out of a message, whatever letters it has', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 4, unit: 'grapheme' }), fc.string(), fc.string(), (password, before, after) => {
      const address = parseQueueAddress(`redis://:${encodeURIComponent(password)}@host`)
      expect(address.password).toBe(password)
      for (const form of [password, encodeURIComponent(password)]) {
        const message = withoutPassword(`${before}${form}${after}`, address)
        expect(message).not.toContain(form)
      }
    }),
  )
})

test('an address is typed again without its password, and with all else', () => {
  expect(addressWithoutPassword('rediss://me:secret@host:6380/2?cacert=ca.pem')).toBe(
    'rediss://me@host:6380/2?cacert=ca.pem',
  )
  expect(addressWithoutPassword('postgres:///mnist?host=/run/postgresql')).toBe(
    'postgres:///mnist?host=/run/postgresql',
  )
})
