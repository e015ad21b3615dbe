import { printable } from '../node/printable.js'

// Names of files, of models and of what stands in them come from others, and a terminal obeys what it is sent: whatever is
// printed goes through `printable`.

/** Writes lines for the user, or for the program that reads the output. JSON stays the same value. */
export function print(text: string): void {
  process.stdout.write(`${printable(text, { lines: true })}\n`)
}

/** Writes what went wrong, or what the user should know beside the output. */
export function printError(text: string): void {
  process.stderr.write(`${printable(text, { lines: true })}\n`)
}

/**
 * Lets a command go on when nobody reads its output any more (`mnist data | head -1`, a closed terminal): a training is
 * not lost over it. An output that cannot be written for another reason, such as a full disk, ends the process.
 */
export function dropUnreadOutput(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      if (code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED') return
      if (stream === process.stdout) printError(`mnist: the output could not be written (${message})`)
      process.exit(1)
    })
}

/** Whether anybody may still read the output. */
export function isOutputRead(): boolean {
  return process.stdout.writable
}

/** One line that is written over and over, where the stream is a terminal. */
export interface LiveLine {
  /** Whether anything is shown at all. */
  readonly shown: boolean
  /** Columns that a line may take. */
  readonly columns: number
  /** Replaces what the line says, at most ten times a second. */
  update(compose: () => string): void
  /** Wipes the line, for the text that comes next. */
  clear(): void
}

export function createLiveLine(stream: NodeJS.WriteStream): LiveLine {
  const shown = stream.isTTY === true && process.env.TERM !== 'dumb'
  let [last, written] = [0, false]
  return {
    shown,
    get columns() {
      return (stream.columns || 80) - 1
    },
    update(compose) {
      if (!shown || performance.now() - last < 100) return
      last = performance.now()
      written = true
      stream.write(`\r\u001b[2K${printable(compose()).slice(0, this.columns)}`)
    },
    clear() {
      if (written) stream.write('\r\u001b[2K')
      written = false
    },
  }
}
