import { readFileSync } from 'node:fs'
import type { Machine } from '../results.js'
import type { Answered } from './answered.js'
import type { SetScore } from './scoring.js'

/** Which reader was asked. Two of the same build and model answer alike. */
export interface ReaderVersion {
  readonly commit: string
  readonly modified: boolean
  /** Digests of what was built, and of the model file. */
  readonly build: string
  readonly model: string
}

/** The file that a measurement leaves. */
export interface HandwritingResults {
  readonly date: string
  readonly reader: ReaderVersion
  readonly machine: Machine
  /** Whether others computed too, so that the speeds are not those of the machine. */
  readonly busy: boolean
  readonly scores: readonly SetScore[]
  readonly pictures: readonly Answered[]
}

/**
 * Reads a `results.json`.
 *
 * @throws Error that names the file, where it is none
 */
export function readResults(path: string): HandwritingResults {
  const results = JSON.parse(readFileSync(path, 'utf8')) as HandwritingResults
  if (!Array.isArray(results.pictures)) throw new Error(`${path}: expected answers to pictures, received none`)
  return results
}
