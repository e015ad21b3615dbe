/** Writes lines for the user, or for the program that reads the output. */
export function print(text: string): void {
  process.stdout.write(`${printable(text)}\n`)
}

/** Writes what went wrong, or what the user should know beside the output. */
export function printError(text: string): void {
  process.stderr.write(`${printable(text)}\n`)
}

/** Spells out what a terminal would obey: names of files, and what stands in them, may come from anywhere. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, control => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/**
 * Lets a command go on when nobody reads its output any more (`mnist data | head -1`, a closed terminal): a training is
 * not lost over it. An output that cannot be written for another reason, such as a full disk, ends the process.
 */
export function dropUnreadOutput(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      if (code === 'EPIPE' || code === 'EIO' || code === 'ERR_STREAM_DESTROYED') return // EIO: of a terminal that is gone
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
      stream.write(`\r\u001b[2K${compose().slice(0, this.columns)}`)
    },
    clear() {
      if (written) stream.write('\r\u001b[2K')
      written = false
    },
  }
}
