import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '../../test/freePort.js'

/** A running service of a model. */
export interface Service {
  readonly name: string
  readonly port: number
  /** A request about one image, as bytes of HTTP, in the form that the service takes. */
  readonly requests: { readonly binary: Buffer; readonly json: Buffer }
  /** The most memory that its processes have taken so far, in MB; NaN where the system does not tell. */
  peakMemory(): number
  /** Seconds of processor time that its processes have taken so far. */
  processorSeconds(): number
  end(): Promise<void>
}

/** Each in a session of its own: Linux divides processors among sessions first, so that they compete with others alike. */
const apart = { stdio: ['ignore', 'ignore', 'pipe'], detached: true } satisfies SpawnOptions

const image = Uint8Array.from({ length: 784 }, (_, pixel) => (pixel * 7) % 256)
const tensor = { name: 'image', shape: [1, 28, 28], datatype: 'UINT8' }
const json = Buffer.from(JSON.stringify({ inputs: [{ ...tensor, data: [...image] }] }))

function post(path: string, body: Buffer, ...headers: string[]): Buffer {
  const lines = [`POST ${path} HTTP/1.1`, 'host: localhost', `content-length: ${body.length}`, ...headers]
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body])
}

/** Starts `mnist serve` of this clone, as it is, but for its log. */
export async function startOurs(model: string, threads: number): Promise<Service> {
  const port = await freePort()
  const words = [
    'dist/cli/main.js',
    'serve',
    '--model',
    `m=${model}`,
    '--port',
    String(port),
    '--threads',
    String(threads),
  ]
  const child = spawn(process.execPath, [...words, '--no-log'], { ...apart })
  const head = Buffer.from(
    JSON.stringify({
      inputs: [{ ...tensor, parameters: { binary_data_size: image.length } }],
      outputs: [{ name: 'probabilities', parameters: { binary_data: true } }],
    }),
  )
  const path = '/v2/models/m/infer'
  return started('mnist serve', child, port, '/v2/health/ready', {
    binary: post(path, Buffer.concat([head, image]), `inference-header-content-length: ${head.length}`),
    json: post(path, json, 'content-type: application/json'),
  })
}

/** Starts the same model under FastAPI, with a worker for each core. */
export async function startFastApi(model: string, workers: number, venv: string): Promise<Service> {
  const port = await freePort()
  const program = join(venv, 'bin', 'uvicorn')
  if (!existsSync(program))
    throw new Error(
      `expected ${program}; python3 -m venv ${venv} && ${venv}/bin/pip install -r bench/serve/requirements.txt`,
    )
  const words = ['service:app', '--port', String(port), '--workers', String(workers), '--no-access-log']
  const child = spawn(resolve(program), [...words, '--log-level', 'warning'], {
    cwd: 'bench/serve',
    env: { ...process.env, MODEL: resolve(model) },
    ...apart,
  })
  return started('ONNX Runtime, FastAPI and uvicorn', child, port, '/ready', {
    binary: post('/binary', Buffer.from(image)),
    json: post('/json', json, 'content-type: application/json'),
  })
}

async function started(
  name: string,
  child: ChildProcess,
  port: number,
  ready: string,
  requests: Service['requests'],
): Promise<Service> {
  let said = ''
  child.stderr!.on('data', text => {
    said += text
  })
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}: ${said}`)
    const answer = await fetch(`http://127.0.0.1:${port}${ready}`).catch(() => undefined)
    if (answer?.ok) break
    await wait(100)
  }
  return {
    name,
    port,
    requests,
    peakMemory: () => processesOf(child.pid!).reduce((sum, pid) => sum + peakOf(pid), 0),
    processorSeconds: () => processesOf(child.pid!).reduce((sum, pid) => sum + secondsOf(pid), 0),
    async end() {
      process.kill(-child.pid!, 'SIGTERM') // uvicorn's workers are processes of their own
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

/** A process and those that it has started. */
function processesOf(pid: number): number[] {
  if (!existsSync(`/proc/${pid}/task`)) return []
  const children = readdirSync(`/proc/${pid}/task`).flatMap(thread =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
  )
  return [pid, ...children.flatMap(processesOf)]
}

function peakOf(pid: number): number {
  const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return found ? Number(found[1]) / 1000 : Number.NaN
}

function secondsOf(pid: number): number {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ').slice(11, 13).map(Number)
  return (user! + system!) / 100
}
