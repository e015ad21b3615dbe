import { isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'

/**
 * Reads an address to listen on: an IP address, an IPv6 one with or without brackets, or a host name.
 *
 * @returns the address without brackets, or undefined where it is none of these
 * @example parseHost('[::1]') // '::1'
 */
export function parseHost(text: string): string | undefined {
  const address = text.replace(/^\[(.*)\]$/, '$1')
  if (isIP(address)) return address
  const labels = text.split('.')
  // A name that ends in a number would be read as an IPv4 address of the old kind, and 0 is all interfaces.
  const endsInNumber = /^(\d+|0x[\da-f]*)$/i.test(labels.at(-1)!)
  const isName = text.length <= 253 && labels.every(label => /^(?!-)[\w-]{1,63}(?<!-)$/.test(label))
  return isName && !endsInNumber ? text : undefined
}

/** Whether a server that listens on this address is reached through every interface of the machine. */
export function isEveryInterface(address: string): boolean {
  return ['0.0.0.0', '::', '::ffff:0.0.0.0'].includes(address)
}

/** Where a server listens: the host that was asked for, and the address that it is. */
export interface Listening {
  readonly host: string
  readonly address: string
}

/**
 * Whether a server answers to the host that a request names. The page of an attacker, whose name is made to resolve to this machine
 * (DNS rebinding), still names the attacker's host: so names are answered only where they are known to be this machine's. An IP
 * address is nobody's name, and the port may be another one where it is forwarded.
 *
 * @param authority the field `Host`, or the host and port of an absolute address: `localhost:4321`
 * @param machine the name of this machine, by which it is found in its network. Defaults to that of the operating system.
 */
export function isServedHost(authority: string, { host, address }: Listening, machine = hostname()): boolean {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/.exec(authority) ?? []
  if (bracketed !== undefined) return isIP(bracketed) === 6
  const name = plain?.toLowerCase().replace(/\.$/, '')
  if (!name) return false
  if (isIP(name) === 4 || name === 'localhost' || name === host.toLowerCase()) return true
  return isEveryInterface(address) && namesOf(machine.toLowerCase()).includes(name)
}

/** The names that a machine has in its own network: as it is called, without the domain, and as multicast DNS has it. */
function namesOf(machine: string): string[] {
  const [label] = machine.split('.')
  return [machine, `${label}`, `${label}.local`]
}

/** Where others of the network find this machine. */
export function networkAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((found = []) =>
    found.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address),
  )
}
