import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Answered, keyOf } from './answered.js'
import type { ReaderVersion } from './results.js'

/** Answers that outlive the process, so that a measurement that was ended goes on. */
export interface Journal {
  /** Those of the same reader to the same data, by their keys. */
  readonly known: Map<string, Answered>
  add(answers: readonly Answered[]): void
}

/**
 * Opens the journal of a folder, or one in memory alone. What another build or model has answered is dropped, and so is a line that was
 * not written to its end.
 */
export function openJournal(folder: string | undefined, { build, model }: ReaderVersion, data: string): Journal {
  const known = new Map<string, Answered>()
  const remember = (answers: readonly Answered[]) => {
    for (const answer of answers) known.set(keyOf(answer), answer)
  }
  if (folder === undefined) return { known, add: remember }
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'answers.jsonl')
  const header = JSON.stringify({ build, model, data })
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []
  const whole = lines[0] === header ? lines.slice(0, -1) : [header] // the last line feed ends what is whole
  remember(whole.slice(1).map(line => JSON.parse(line) as Answered))
  writeFileSync(path, `${whole.join('\n')}\n`)
  return {
    known,
    add(answers) {
      remember(answers)
      appendFileSync(path, answers.map(answer => `${JSON.stringify(answer)}\n`).join(''))
    },
  }
}
