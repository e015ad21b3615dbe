import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

// None outlives the tests, should one of them fail before it ends its lab.
const children = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

/** A lab that is being served. */
export interface Lab {
  /** With a slash at its end. */
  readonly address: string
  readonly port: number
  readonly pid: number
  /** All that it has written so far, to both outputs. */
  readonly said: () => string
  /** Ends it by Ctrl-C, and waits for its exit code. */
  close(): Promise<number | null>
}

/** Starts `mnist lab` as a user does, on any free port unless the words name one. */
export function startLab(...words: string[]): Promise<Lab> {
  return startLabIn({}, ...words)
}

/** The same, with more variables of the environment, with few files that may be open, or from another build of the command line. */
export function startLabIn(
  options: { readonly env?: NodeJS.ProcessEnv; readonly maxOpenFiles?: number; readonly program?: string },
  ...words: string[]
): Promise<Lab> {
  const { env, maxOpenFiles, program = main } = options
  const command = [process.execPath, program, 'lab', '--port', '0', ...words]
  const limited = maxOpenFiles ? ['sh', '-c', `ulimit -n ${maxOpenFiles} && exec "$0" "$@"`, ...command] : command
  const child = spawn(limited[0]!, limited.slice(1), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  children.add(child)
  child.on('close', () => children.delete(child))
  return new Promise((resolve, reject) => {
    let said = ''
    const listen = (text: Buffer) => {
      said += text
      const address = /http:\S+:(\d+)\//.exec(said)
      if (address)
        resolve({
          address: address[0],
          port: Number(address[1]),
          pid: child.pid!,
          said: () => said,
          close: () => end(child),
        })
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.on('close', () => reject(new Error(`expected the lab to be served, received ${said}`)))
  })
}

function end(child: ChildProcess): Promise<number | null> {
  return new Promise(resolve => {
    child.on('close', resolve)
    child.kill('SIGINT')
  })
}
