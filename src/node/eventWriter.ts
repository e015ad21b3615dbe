import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { DataError } from '../errors.js'
import { encodeEvent, encodeFileVersion, stepOfEvent } from '../tracking/tensorboard/event.js'
import type { SummaryValue } from '../tracking/tensorboard/summaryValue.js'
import { decodeTfRecords, encodeTfRecord } from '../tracking/tensorboard/tfRecord.js'
import { fileProblem } from './files.js'

/** Writes a file of events. */
export interface EventWriter {
  /** The file. */
  readonly path: string
  /**
   * Appends values of a step; they are in the file when it returns.
   *
   * @param step steps done, a whole number ≥ 0
   * @param values what `scalarSummary` and others made
   * @throws {DataError} if they cannot be written; the file is left without them
   */
  write(step: number, values: readonly SummaryValue[]): void
  close(): void
}

/**
 * Opens a new file of events, which TensorBoard shows as a run by the name of the folder. Values are written at once and in order, by
 * calls that block, so whatever was logged before a crash is there.
 *
 * @param folder made where it is missing
 * @throws {DataError} if the file cannot be made
 * @example
 * const writer = createEventWriter('logs/first')
 * writer.write(1, [scalarSummary('loss', 0.7)])
 * writer.close()
 */
export function createEventWriter(folder: string): EventWriter {
  return naming(folder, () => {
    mkdirSync(folder, { recursive: true })
    // TensorBoard reads what has `tfevents` in its name, in the order of the names. No name of the machine: logs are shown around.
    const start = `events.out.tfevents.${Math.floor(Date.now() / 1000)}.mnist.${process.pid}.`
    const names = new Set(readdirSync(folder))
    let number = 0
    while (names.has(start + number)) number++
    return openEventFile(join(folder, start + number))
  })
}

/** Opens a file of events by its path, which is made. */
export function openEventFile(path: string): EventWriter {
  return naming(path, () => {
    const file = openSync(path, 'a')
    let length = 0
    const append = (event: Uint8Array) =>
      naming(path, () => {
        const record = encodeTfRecord(event)
        try {
          for (let written = 0; written < record.length; ) written += writeSync(file, record, written)
          length += record.length
        } catch (error) {
          withoutRest(file, length)
          throw error
        }
      })
    try {
      append(encodeFileVersion(Date.now() / 1000))
    } catch (error) {
      closeSync(file)
      throw error
    }
    let isOpen = true
    return {
      path,
      write: (step, values) => append(encodeEvent({ wallTime: Date.now() / 1000, step, values })),
      close() {
        if (isOpen) closeSync(file)
        isOpen = false
      },
    }
  })
}

/** Cuts a torn record off, as far as that can be done: it would hide all that come after it. */
function withoutRest(file: number, length: number): void {
  try {
    ftruncateSync(file, length)
  } catch {
    // What went wrong first is what counts.
  }
}

/**
 * Deletes from the files of events of a folder what came after a step, and what a killed process left torn, so that a training that is
 * resumed there logs no step twice.
 *
 * @param step the last that is kept; -1 deletes all
 * @throws {DataError} if a file cannot be read or changed
 * @example cutEvents('logs/first', 1000)
 */
export function cutEvents(folder: string, step: number): void {
  if (!existsSync(folder)) return
  naming(folder, () => {
    const names = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isFile())
    for (const { name } of names) {
      if (!name.includes('tfevents')) continue
      const path = join(folder, name)
      const bytes = readFileSync(path)
      let [kept, events] = [0, 0]
      for (const { data, end } of decodeTfRecords(bytes)) {
        if (stepOfEvent(data) > step) break
        kept = end
        events++
      }
      if (step < 0 || events <= 1)
        rmSync(path) // the first record only names the format
      else if (kept < bytes.length) truncateSync(path, kept)
    }
  })
}

function naming<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof DataError) throw error
    throw new DataError(
      `${path}: could not be written (${fileProblem(error, { EEXIST: 'there is a file of that name' })})`,
      { cause: error },
    )
  }
}
