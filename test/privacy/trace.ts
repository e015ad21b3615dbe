import { resolve } from 'node:path'

/** What programs have asked of the system. */
export interface Calls {
  /** Every socket that was opened, and every address that one was bound to, connected to or sent to. */
  readonly sockets: readonly string[]
  /** Every file and folder that was, or was to be, made, changed, moved or deleted. */
  readonly written: readonly string[]
}

/**
 * Reads what `strace -y` writes, a line for each call.
 *
 * @param cwd the folder that the programs ran in
 */
export function parseTrace(text: string, cwd: string): Calls {
  const [sockets, written] = [new Set<string>(), new Set<string>()]
  for (const line of text.split('\n')) {
    const [, name, args] = /^(\w+)\((.*)$/.exec(line) ?? []
    if (!name || args === undefined) continue
    for (const call of socketCalls(name, args)) sockets.add(call)
    for (const path of writtenPaths(name, args, cwd)) written.add(path)
  }
  return { sockets: [...sockets].sort(), written: [...written].sort() }
}

const address = /sa_family=(?:AF_UNIX, sun_path=@?"([^"]*)"|AF_INET6?, sin6?_port=htons\((\d+)\)[^}]*?"([^"]*)")/g

function socketCalls(name: string, args: string): string[] {
  // Through a ring, a program could do all of this without a call.
  if (name === 'io_uring_setup') return [name]
  if (name === 'socket')
    return [`socket ${args.replace(/\).*/, '').split(', ').slice(0, 2).join(' ').replace(/\|.*/, '')}`]
  if (!/^(bind|connect|send(to|msg|mmsg))$/.test(name)) return []
  return [...args.matchAll(address)].map(([, path, port, host]) => `${name} ${path ?? `${host}:${port}`}`)
}

const changing = /^(creat|mkdir(at)?|mknod(at)?|rename(at2?)?|link(at)?|symlink(at)?|truncate|unlink(at)?|rmdir)$/
const opening = /^open(at2?)?$/
const changingFlags = /\bO_(WRONLY|RDWR|CREAT|TRUNC)\b/

function writtenPaths(name: string, args: string, cwd: string): string[] {
  // A folder that was there already stays as it was.
  if (/^mkdir/.test(name) && args.includes('= -1 EEXIST')) return []
  if (opening.test(name) ? !changingFlags.test(args) : !changing.test(name)) return []
  // A path is relative to the folder before it, where there is one, as in: openat(AT_FDCWD</tmp>, "a", O_WRONLY) = 3</tmp/a>
  const paths = [...args.matchAll(/(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"/g)]
  return paths.map(([, folder, path]) => resolve(folder ?? cwd, path!))
}
