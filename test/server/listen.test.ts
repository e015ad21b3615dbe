import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { listen } from '../../src/server/listen.js'

async function occupy(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

test('ports that are taken make way for the next, without a warning', async () => {
  const warnings: Error[] = []
  const keep = (warning: Error) => warnings.push(warning)
  process.on('warning', keep)
  const first = await occupy(0)
  const { port } = first.address() as AddressInfo
  const count = Math.min(15, 65535 - port)
  const others = await Promise.all(Array.from({ length: count }, (_, i) => occupy(port + 1 + i).catch(() => undefined)))
  const server = createServer()
  if (count === 15) expect((await listen(server, port, '127.0.0.1')).port).toBeGreaterThan(port + 15)
  await new Promise(setImmediate) // warnings are emitted later
  process.off('warning', keep)
  expect(warnings).toEqual([])
  for (const open of [first, ...others, server]) open?.close()
})

test('it is told where a server listens, with the host as a URL has it', async () => {
  const hosts = { '127.0.0.1': '127.0.0.1', '0.0.0.0': 'localhost', localhost: 'localhost' }
  for (const [host, name] of Object.entries(hosts)) {
    const server = createServer()
    const found = await listen(server, 0, host)
    expect([host, found.name, found.port > 0]).toEqual([host, name, true])
    server.close()
  }
})

test('a host of another machine is refused with its reason', async () => {
  await expect(listen(createServer(), 0, '203.0.113.1')).rejects.toThrow('could not listen on 203.0.113.1, port 0 (')
  await expect(listen(createServer(), 0, '203.0.113.1')).rejects.toThrow(UsageError)
})
