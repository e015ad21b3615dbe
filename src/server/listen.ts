import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { UsageError } from '../errors.js'
import { isEveryInterface } from './hosts.js'

/**
 * Listens at a port, or at the next that is free.
 *
 * @param port 0 for any
 * @param options.tries how many ports to try, one after the other. Defaults to 101.
 * @returns where it listens, and the host as a URL has it
 * @throws {UsageError} where none of these ports is free, or the host is not of this machine
 */
export async function listen(
  server: Server,
  port: number,
  host: string,
  { tries = 101 }: { readonly tries?: number } = {},
): Promise<{ address: string; name: string; port: number }> {
  const last = Math.min(port + tries - 1, 65535)
  for (let attempt = port; ; attempt++)
    try {
      server.listen(attempt, host)
      await once(server, 'listening')
      break
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (code !== 'EADDRINUSE')
        throw new UsageError(`could not listen on ${host}, port ${attempt} (${message})`, { cause: error })
      if (attempt === last) {
        const ports =
          tries === 1
            ? `port ${port} to be free, found it taken`
            : `a free port from ${port} to ${last}, found all of them taken`
        throw new UsageError(`expected ${ports}`, { cause: error })
      }
    }
  const { address, port: found } = server.address() as AddressInfo
  const reachable = isEveryInterface(address) ? 'localhost' : host
  return { address, name: reachable.includes(':') ? `[${reachable}]` : reachable, port: found }
}
