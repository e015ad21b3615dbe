import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type Started, startMnist } from '../../cli/mnist.js'

/** A server that a page starts, and what it asks of it. */
export interface Served {
  /** Starts `mnist serve` as a line of a page says, in place of the one before, at a port that is free. */
  start(line: string, words: readonly string[]): Promise<void>
  /** Runs a line with `curl` against it; throws where it answers by an error. */
  ask(line: string): Promise<string>
  /** Ends it, and waits for its exit code: 0, or undefined where there is none. */
  end(): Promise<number | null | undefined>
}

/** The address that the pages name. */
const shownAddress = 'http://127.0.0.1:8080'

export function createServed(folder: string): Served {
  let running: { readonly started: Started; readonly address: string } | undefined
  const end = async () => {
    const last = running
    running = undefined
    last?.started.child.kill('SIGTERM')
    return (await last?.started.outcome)?.code
  }
  return {
    end,
    async start(line, words) {
      await end()
      const env = Object.fromEntries(
        [...line.matchAll(/\b([A-Z_]+)=(\S+) /g)].map(([, name, value]) => [name!, value!]),
      )
      const started = startMnist([...words, '--port', '0'], { cwd: folder, env })
      let address = ''
      await started.until((_, stderr) => {
        address = /Serving at (http:\S+)\//.exec(stderr)?.[1] ?? ''
        return address !== ''
      })
      running = { started, address: address.replace('localhost', '127.0.0.1') }
    },
    async ask(line) {
      if (!running) throw new Error(`expected mnist serve before ${line}, found none`)
      const command = line.replace(/^curl /, 'curl --silent --show-error --fail ')
      const { stdout } = await promisify(execFile)('bash', ['-c', command.replaceAll(shownAddress, running.address)], {
        cwd: folder,
      })
      return stdout
    },
  }
}
