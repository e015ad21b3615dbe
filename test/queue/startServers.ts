import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { freePort } from '../freePort.js'

// Real servers of the two backends, each in a folder and on a port of its own.

/** A server of a queue. */
export interface QueueServer {
  /** The address for `--queue`. */
  readonly address: string
  readonly port: number
  /** The number of its process. */
  readonly pid: number
  /** The certificate that it shows, which is its own authority; undefined where it is not encrypted. */
  readonly certificate: string | undefined
  /** Ends the process and starts it again on the same port, with what it had written to its files. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** A password that is easy to find wherever it must not be. */
export const password = 's3cr:t/p@ss'

/** How a server is started. */
interface ServerOptions {
  /** Whether it encrypts. Defaults to false. */
  readonly tls?: boolean
}

export async function startRedis({ tls = false }: ServerOptions = {}): Promise<QueueServer> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-'))
  const port = await freePort()
  const files = tls ? makeCertificate(folder) : undefined
  const ports = files
    ? `port 0\ntls-port ${port}\ntls-cert-file ${files.certificate}\ntls-key-file ${files.key}\ntls-ca-cert-file ${files.certificate}\ntls-auth-clients no`
    : `port ${port}`
  writeFileSync(
    join(folder, 'redis.conf'),
    `${ports}\nbind 127.0.0.1\nrequirepass ${password}\nappendonly yes\nappendfsync always\ndir ${folder}\n`,
  )
  const start = () => startServer('redis-server', [join(folder, 'redis.conf')], /Ready to accept connections/)
  const [scheme, query] = files ? ['rediss', `?cacert=${files.certificate}`] : ['redis', '']
  const address = `${scheme}://:${encodeURIComponent(password)}@127.0.0.1:${port}${query}`
  return server({ address, port, folder, certificate: files?.certificate, start, signal: 'SIGTERM' })
}

export async function startPostgres({ tls = false }: ServerOptions = {}): Promise<QueueServer> {
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'))
  const data = join(folder, 'data')
  const port = await freePort()
  writeFileSync(join(folder, 'password'), password)
  const files = tls ? makeCertificate(folder) : undefined
  // PostgreSQL refuses to run as root.
  const user = process.getuid?.() === 0 ? ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups'] : []
  if (user.length > 0) execFileSync('chown', ['-R', 'nobody', folder])
  const words = (...words: string[]): [string, string[]] => {
    const [first, ...rest] = [...user, ...words]
    return [first!, rest]
  }
  const options = ['-A', 'scram-sha-256', '-U', 'mnist', '--no-sync', '-E', 'UTF8', '--locale=C']
  const initdb = words(postgresProgram('initdb'), '-D', data, ...options, `--pwfile=${join(folder, 'password')}`)
  execFileSync(...initdb, { cwd: folder, stdio: 'ignore' })
  const postgres = words(
    postgresProgram('postgres'),
    '-D',
    data,
    '-p',
    String(port),
    '-k',
    folder,
    '-c',
    'listen_addresses=127.0.0.1',
    ...(files ? ['-c', 'ssl=on', '-c', `ssl_cert_file=${files.certificate}`, '-c', `ssl_key_file=${files.key}`] : []),
  )
  const start = () => startServer(...postgres, /ready to accept connections/)
  const query = files ? `?sslmode=verify-full&sslrootcert=${files.certificate}` : ''
  const address = `postgres://mnist:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres${query}`
  // SIGINT is its fast end: connections are cut.
  return server({ address, port, folder, certificate: files?.certificate, start, signal: 'SIGINT' })
}

/** A certificate for this machine that nobody else has signed. */
function makeCertificate(folder: string): { readonly certificate: string; readonly key: string } {
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')]
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-days', '2']
  const made = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    key,
    '-out',
    certificate,
  ]
  execFileSync('openssl', ['req', '-x509', ...names, ...made], { stdio: 'ignore' })
  return { certificate, key }
}

interface Startable extends Omit<QueueServer, 'pid' | 'restart' | 'stop'> {
  readonly folder: string
  readonly start: () => Promise<ChildProcess>
  /** Ends the server. */
  readonly signal: NodeJS.Signals
}

async function server({ address, port, certificate, folder, start, signal }: Startable): Promise<QueueServer> {
  let child = await start()
  const end = () =>
    new Promise<void>(resolve => {
      child.once('exit', () => resolve())
      child.kill(signal)
    })
  return {
    address,
    port,
    certificate,
    get pid() {
      return child.pid!
    },
    async restart() {
      await end()
      child = await start()
    },
    async stop() {
      await end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function startServer(command: string, words: readonly string[], isReady: RegExp): Promise<ChildProcess> {
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'] })
  process.once('exit', () => child.kill('SIGKILL'))
  return new Promise((resolve, reject) => {
    let output = ''
    const read = (text: string) => {
      output += text
      if (isReady.test(output)) resolve(child)
    }
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', read)
    child.on('error', reject)
    child.on('exit', code => reject(new Error(`${command} ended with ${code}: ${output}`)))
  })
}

/** Debian keeps the programs of the server out of PATH, in a folder for each version. */
function postgresProgram(name: string): string {
  const versions = '/usr/lib/postgresql'
  const newest = existsSync(versions)
    ? readdirSync(versions)
        .sort((a, b) => Number(b) - Number(a))
        .map(version => join(versions, version, 'bin'))
    : []
  const folder = [...newest, ...(process.env.PATH ?? '').split(delimiter)].find(folder =>
    existsSync(join(folder, name)),
  )
  if (folder === undefined)
    throw new Error(`expected PostgreSQL's ${name}, found it neither in ${versions} nor in PATH`)
  return join(folder, name)
}

/** Why the tests that need a server cannot run here, or undefined. */
export function whyNoServers(): string | undefined {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' })
    postgresProgram('postgres')
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** A way to a server that can be cut. */
export interface Cable {
  readonly port: number
  /** From now on no byte passes, in neither direction; connections stay open, as where a cable is pulled. */
  cut(): void
  /** What waits passes, and all that follows. */
  mend(): void
  /** Connections that were open during the cut are reset, as by a router that has forgotten them. */
  reset(): void
  close(): Promise<void>
}

export async function layCable(port: number): Promise<Cable> {
  const pairs = new Set<{ pause(): void; resume(): void; destroy(): void }>()
  let isCut = false
  const listener = createServer({ pauseOnConnect: true }, near => {
    const far = createConnection({ port, host: '127.0.0.1' })
    const both = [near, far] as const
    const pair = {
      pause: () => both.forEach(socket => void socket.pause()),
      resume: () => both.forEach(socket => void socket.resume()),
      destroy: () => both.forEach(socket => void socket.destroy()),
    }
    pairs.add(pair)
    const join = (from: typeof near, to: typeof near) => {
      from.on('data', bytes => to.write(bytes))
      from.on('error', pair.destroy)
      from.on('close', () => {
        pair.destroy()
        pairs.delete(pair)
      })
    }
    join(near, far)
    join(far, near)
    if (isCut) pair.pause()
    else pair.resume()
  })
  await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve))
  return {
    port: (listener.address() as { port: number }).port,
    cut() {
      isCut = true
      for (const pair of pairs) pair.pause()
    },
    mend() {
      isCut = false
      for (const pair of pairs) pair.resume()
    },
    reset() {
      for (const pair of [...pairs]) pair.destroy()
    },
    close: () =>
      new Promise(resolve => {
        for (const pair of [...pairs]) pair.destroy()
        listener.close(() => resolve())
      }),
  }
}
