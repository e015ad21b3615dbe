import { once } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import { afterEach, expect, test, vi } from 'vitest'
import { createHttpServer, type Limits } from '../../src/server/httpServer.js'
import { listen } from '../../src/server/listen.js'
import { type Reply, textReply } from '../../src/server/reply.js'
import { closed, collect, exchange, openSocket, parseResponses } from './rawHttp.js'

let server: Server | undefined
const errors: string[] = []

afterEach(() => {
  server?.close()
  server?.closeAllConnections()
  errors.length = 0
  vi.useRealTimers()
})

async function serve(
  answer: (request: IncomingMessage) => Promise<Reply>,
  limits: Partial<Limits> = {},
): Promise<number> {
  const onError = ({ message }: Error) => errors.push(message)
  server = createHttpServer(answer, { headers: { 'x-all': 'yes' }, onError, limits })
  return (await listen(server, 0, '127.0.0.1')).port
}

const echo = async ({ url }: IncomingMessage) => textReply(200, url!)
const get = (path: string, ...headers: string[]) =>
  [`GET ${path} HTTP/1.1`, 'Host: localhost', ...headers, '', ''].join('\r\n')
const last = (path: string) => get(path, 'Connection: close')
const expectAnswers = async (port: number) => expect((await exchange(port, last('/ok')))[0]!.status).toBe(200)

/** A reply of as many pieces of 64 KiB as the client takes; `pulled` tells how many it has taken, `closed` that it was let go. */
function longReply(pieces: number) {
  const state = { pulled: 0, closed: false }
  async function* body() {
    for (; state.pulled < pieces; state.pulled++) yield new Uint8Array(65_536)
  }
  const reply: Reply = {
    status: 200,
    headers: { 'content-length': pieces * 65_536 },
    body: body(),
    close: async () => {
      state.closed = true
    },
  }
  return { state, reply }
}

test('every reply has the headers of the server and its own', async () => {
  const port = await serve(async () => textReply(404, 'Nothing here.', { 'x-own': 'too' }))
  const [{ status, headers, body } = {} as never] = await exchange(port, last('/'))
  expect([status, headers['x-all'], headers['x-own'], String(body)]).toEqual([404, 'yes', 'too', 'Nothing here.\n'])
})

test('requests that come at once are answered in turn, one at a time', async () => {
  let [open, most] = [0, 0]
  const port = await serve(async ({ url }) => {
    most = Math.max(most, ++open)
    await new Promise(setImmediate)
    return { ...textReply(200, url!), close: async () => void open-- }
  })
  const paths = Array.from({ length: 30 }, (_, i) => `/${i}`)
  const responses = await exchange(port, paths.map(path => get(path)).join('') + last('/last'))
  expect(responses.map(({ body }) => String(body).trim())).toEqual([...paths, '/last'])
  expect([open, most]).toEqual([0, 1])
})

test('who sends more requests than may wait is cut off, and none of them is answered', async () => {
  let answered = 0
  const port = await serve(({ url }) => {
    answered++
    return url === '/ok' ? Promise.resolve(textReply(200, '')) : new Promise(() => {})
  })
  const socket = await openSocket(port)
  socket.write(get('/').repeat(100))
  await closed(socket)
  expect(answered).toBeLessThanOrEqual(1)
  await expectAnswers(port)
})

test('a body is not read: the request is answered, and its connection ended', async () => {
  const port = await serve(echo)
  const lengths = [
    'Content-Length: 1000000000000',
    'Transfer-Encoding: chunked',
    'Content-Length: 5\r\nExpect: 100-continue',
  ]
  for (const length of lengths) {
    const responses = await exchange(port, `POST /x HTTP/1.1\r\nHost: localhost\r\n${length}\r\n\r\n`)
    expect(responses.map(({ status, headers }) => [status, headers.connection])).toEqual([[200, 'close']])
  }
})

test('expectations and upgrades are passed over', async () => {
  const port = await serve(echo)
  for (const header of [
    'Expect: 100-continue',
    'Expect: a miracle',
    'Upgrade: websocket\r\nConnection: Upgrade, close',
  ]) {
    const [response, ...more] = await exchange(port, get('/', header, 'Connection: close'))
    expect([header, response!.status, more.length]).toEqual([header, 200, 0])
  }
})

test.each([
  ['no request', 'hello\r\n\r\n', [400]],
  ['TLS', Buffer.from('16030100a5010000a10303', 'hex'), [400]],
  ['more after the last one', last('/1') + get('/2'), [400]],
  ['a header of 20 KB', get('/', `X: ${'a'.repeat(20_000)}`), [431]],
  ['an address of 20 KB', last(`/${'a'.repeat(20_000)}`), [431]],
  ['NUL in the address', last('/\0'), [400]],
  ['two lengths', get('/', 'Content-Length: 1', 'Content-Length: 2'), [400]],
  ['length and chunks', get('/', 'Content-Length: 1', 'Transfer-Encoding: chunked'), [400]],
  ['a tunnel', 'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n', []],
])('a malformed request ends its connection alone: %s', async (_, request, statuses) => {
  const port = await serve(echo)
  expect((await exchange(port, request)).map(({ status }) => status)).toEqual(statuses)
  await expectAnswers(port)
  expect(errors).toEqual([])
})

test('a request that does not arrive in time is given up: silent, or letter by letter', async () => {
  const port = await serve(echo, { requestTimeout: 200 })
  const [silent, slow] = await Promise.all([openSocket(port), openSocket(port)])
  const letters = 'GET / HTTP/1.1\r\nX: '[Symbol.iterator]()
  const timer = setInterval(() => slow.write(letters.next().value ?? 'a'), 20)
  const received = collect(slow)
  await Promise.all([closed(silent.resume()), closed(slow)])
  clearInterval(timer)
  expect(parseResponses(received())[0]!.status).toBe(408)
})

test('a connection that asks nothing more is closed', async () => {
  const port = await serve(echo, { keepAliveTimeout: 50 })
  const responses = await exchange(port, get('/1'))
  expect(responses.length).toBe(1)
})

test('more connections than are allowed are closed at once, until one is free', async () => {
  const port = await serve(echo, { connections: 2 })
  const open = await Promise.all([openSocket(port), openSocket(port)])
  expect(await exchange(port, last('/'))).toEqual([])
  open[0].destroy()
  await expect.poll(async () => (await exchange(port, last('/'))).length).toBe(1)
  open[1].destroy()
})

const nextTurn = () => new Promise(setImmediate)

test('a client that takes its reply slowly gets it; one that has stopped taking it is cut off', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const { state, reply } = longReply(100_000)
  const port = await serve(async () => reply)
  const socket = await openSocket(port)
  socket.write(get('/'))
  socket.on('data', () => {})
  for (let seconds = 0; seconds < 200; seconds += 15) {
    const before = state.pulled
    socket.resume()
    while (state.pulled === before) await nextTurn()
    socket.pause()
    vi.advanceTimersByTime(15_000)
  }
  expect([socket.destroyed, state.closed]).toEqual([false, false])
  while (!state.closed) {
    await nextTurn()
    vi.advanceTimersByTime(20_000)
  }
  expect(state.pulled).toBeLessThan(100_000)
  await closed(socket.resume())
})

test('of a reply that nobody takes little is made', async () => {
  const { state, reply } = longReply(100_000)
  const port = await serve(async ({ url }) => (url === '/long' ? reply : textReply(200, '')), { stallTimeout: 500 })
  const socket = await openSocket(port)
  socket.write(get('/long'))
  await expect.poll(() => state.closed, { timeout: 10_000 }).toBe(true)
  expect(state.pulled).toBeLessThan(1000) // what the buffers of the operating system hold
  socket.destroy()
  await expectAnswers(port)
})

test('a reply is let go, whether the client takes all of it, none, or goes away', async () => {
  for (const end of ['takes', 'asks for the header', 'is known already', 'goes away', 'goes away at once']) {
    const { state, reply } = longReply(end === 'takes' ? 10 : 100_000)
    const port = await serve(async () => (end === 'is known already' ? { ...reply, status: 304 } : reply))
    const socket = await openSocket(port)
    socket.write(end === 'asks for the header' ? last('/').replace('GET', 'HEAD') : last('/'))
    if (end === 'goes away') await once(socket, 'data')
    if (end.startsWith('goes away')) socket.destroy()
    else await closed(socket.resume())
    if (end !== 'goes away at once') await expect.poll(() => [end, state.closed]).toEqual([end, true])
    server!.close()
  }
  expect(errors).toEqual([])
})

test('what goes wrong is told to the server, and of it nothing to the client', async () => {
  const secret = '/home/ann/secret'
  const port = await serve(async ({ url }) => {
    if (url === '/throws') throw new Error(secret)
    if (url === '/files') throw Object.assign(new Error(secret), { code: 'EMFILE' })
    return textReply(200, '')
  })
  const responses = await exchange(port, get('/throws') + get('/files') + last('/'))
  expect(responses.map(({ status }) => status)).toEqual([500, 503, 200])
  for (const { body } of responses) expect(String(body)).not.toContain(secret)
  expect(errors).toEqual([secret])
})

test('a body that fails ends the connection, so that nobody takes it for whole', async () => {
  const port = await serve(async () => ({
    status: 200,
    headers: { 'content-length': 100 },
    body: (async function* () {
      yield new Uint8Array(50)
      throw new Error('the disk is gone')
    })(),
  }))
  const responses = await exchange(port, get('/'))
  expect(responses.filter(({ isComplete }) => isComplete)).toEqual([])
  expect(errors).toEqual(['the disk is gone'])
})

test('a reply that cannot be sent ends its connection', async () => {
  const port = await serve(async ({ url }) => textReply(200, '', url === '/ok' ? {} : { 'x-own': 'two\nlines' }))
  expect(await exchange(port, get('/'))).toEqual([])
  expect(errors).toEqual(['Invalid character in header content ["x-own"]'])
  await expectAnswers(port)
})

test('an error of the listening socket is told, and ends nothing', async () => {
  const port = await serve(echo)
  server!.emit('error', new Error('accept EMFILE'))
  expect(errors).toEqual(['accept EMFILE'])
  await expectAnswers(port)
})
