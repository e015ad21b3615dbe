import { readFileSync } from 'node:fs'

// This file is read by versions of Node that are too old for all others, so nothing in it is newer than Node 14.

/**
 * What to say of a Node that is too old.
 *
 * @param version Node's, such as 18.20.4. Defaults to the running one.
 * @param required such as >=20.19.0. Defaults to what package.json says.
 * @returns undefined where it is new enough
 */
export function complainOfNode(version = process.versions.node, required = requiredNode()): string | undefined {
  const oldest = required.replace(/^>=/, '')
  const [have, need] = [version, oldest].map(numbers => numbers.split('.').map(part => Number.parseInt(part, 10)))
  const differing = need!.findIndex((part, i) => have![i] !== part)
  if (differing < 0 || have![differing]! > need![differing]!) return undefined
  return `expected Node ${oldest.replace(/\.0$/, '')} or newer, received ${version}`
}

function requiredNode(): string {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(file) as { engines: { node: string } }).engines.node
}
