import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

/** A port of this machine that no program listens at, for one that must be told its own. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
