import type { Reading } from '../../src/model/reader.js'
import { isDigitTask, type Task } from '../../src/task.js'
import type { Answer } from '../reader/answer.js'

/** Below this probability an answer is called unsure, though it is given. */
const UNSURE = 0.8

/** Where something is no digit, the closest is named from this probability on; below it, it says nothing. */
const WORTH_NAMING = 0.3

/** How an answer is put: the sign to show large, and a sentence for it. */
export interface Wording {
  readonly sign: string
  readonly mood: 'sure' | 'unsure' | 'refused'
  readonly sentence: string
}

/** A share as people read it: never 100 % where it is not. */
export function percent(share: number): string {
  const rounded = Math.round(share * 1000) / 10
  if (rounded === 100 && share < 1) return '99.9 %'
  return `${rounded >= 99 && rounded < 100 ? rounded.toFixed(1) : Math.round(rounded)} %`
}

/** The digits, or numbers of classes, by falling probability. */
export function ranked(probabilities: readonly number[]): { digit: number; probability: number }[] {
  return probabilities
    .map((probability, digit) => ({ digit, probability }))
    .sort((a, b) => b.probability - a.probability)
}

/** Puts a reading into words, by the names of the task's classes. */
export function wordReading({ digit, confidence, probabilities, reason }: Reading, task: Task): Wording {
  const [first, second] = ranked(probabilities)
  const nameOf = ({ digit }: { digit: number }) => task.classes[digit]!
  const areDigits = isDigitTask(task)
  if (digit === null) {
    const closest =
      confidence > WORTH_NAMING ? ` Closest is ${nameOf(first!)}, with ${percent(first!.probability)}.` : ''
    const refusal = areDigits ? 'No digit' : 'No answer'
    return { sign: '?', mood: 'refused', sentence: `${refusal}: ${reason ?? 'not sure enough'}.${closest}` }
  }
  const sign = nameOf({ digit })
  if (confidence >= UNSURE) return { sign, mood: 'sure', sentence: `${percent(confidence)} sure` }
  const other = `${areDigits ? 'a ' : ''}${nameOf(second!)}`
  return {
    sign,
    mood: 'unsure',
    sentence: `Not sure: ${percent(confidence)}; or ${other}, with ${percent(second!.probability)}`,
  }
}

/** Tells what was seen and not read. */
export function wordUnread({ unread: { length } }: Answer): string {
  return length === 1 ? '1 shape may be a digit and was not read' : `${length} shapes may be digits and were not read`
}

/** What a reader of the screen hears of an answer. */
export function spoken(answer: Answer | undefined, task: Task): string {
  if (!answer) return ''
  if (answer.unread.length > 0) return `${spoken({ ...answer, unread: [] }, task)}. ${wordUnread(answer)}`
  if (answer.lines) return `Read as the number ${answer.lines.join(', ')}`
  const { sign, mood, sentence } = wordReading(answer.digits[0]!, task)
  return mood === 'refused' ? sentence : `${sign}, ${sentence}`
}
