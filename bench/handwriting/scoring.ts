import { calibrationCurveOf } from '../../src/evaluation/calibration.js'
import { wilsonInterval95 } from '../../src/evaluation/wilson.js'
import { summarize } from '../../src/study/statistics.js'
import { type Answered, isRefused, isRight } from './answered.js'
import { editDistance } from './editDistance.js'
import { groupBy } from './groups.js'
import type { Question } from './sets.js'

/** So many of so many. */
export interface Share {
  readonly count: number
  readonly of: number
  /** A fraction in [0, 1], and its 95 % Wilson score interval. */
  readonly share: number
  readonly interval95: readonly [low: number, high: number]
}

/** How a set was read. */
export interface SetScore {
  readonly set: string
  readonly question: Question
  /** What its pictures show. */
  readonly shows: 'digits' | 'strings' | 'nothing'
  /** Answers that are the truth, whole; what is refused is not right, unless there is nothing to read. */
  readonly right: Share
  readonly refused: Share
  /** Null where nothing was answered. */
  readonly rightOfAnswered: Share | null
  /** The mean over the repositories of what is right, a fraction in [0, 1]: pictures of one repository hang together. */
  readonly byRepository: { readonly repositories: number; readonly right: number } | null
  /** The expected calibration error of the answers; null where there are none, or nothing is to be read. */
  readonly calibrationError: number | null
  /** For strings: edits over all answers, for each digit of the truths, lines joined; what is not read costs all its digits. */
  readonly editsPerDigit: number | null
  readonly imagesPerSecond: { readonly decode: number; readonly read: number }
}

export function shareOf(count: number, of: number): Share {
  return { count, of, share: count / of, interval95: wilsonInterval95(count, of) }
}

/**
 * Measures the answers to one question about one set, of which there is at least one.
 *
 * @param sources the repository of each file, as far as known
 */
export function scoreSet(answers: readonly Answered[], sources: ReadonlyMap<string, string>): SetScore {
  const { set, question } = answers[0]!
  const right = answers.filter(isRight).length
  const answered = answers.filter(answer => !isRefused(answer))
  const shows = answers.every(({ truth }) => truth === null) ? 'nothing' : question === 'read' ? 'strings' : 'digits'
  const joined = (text: string | null) => (text ?? '').replaceAll('\n', '')
  const digits = answers.reduce((sum, { truth }) => sum + joined(truth).length, 0)
  const edits = answers.reduce((sum, { answer, truth }) => sum + editDistance(joined(answer), joined(truth)), 0)
  const seconds = (part: 'decode' | 'read') => answers.reduce((sum, answer) => sum + answer.seconds[part], 0)
  return {
    set,
    question,
    shows,
    right: shareOf(right, answers.length),
    refused: shareOf(answers.length - answered.length, answers.length),
    rightOfAnswered: answered.length > 0 ? shareOf(answered.filter(isRight).length, answered.length) : null,
    byRepository: meanOverRepositories(answers, sources),
    calibrationError:
      answered.length > 0 && shows !== 'nothing'
        ? calibrationCurveOf(answered.map(answer => ({ confidence: answer.confidence, right: isRight(answer) })))
            .expectedCalibrationError
        : null,
    editsPerDigit: shows === 'strings' ? edits / digits : null,
    imagesPerSecond: { decode: answers.length / seconds('decode'), read: answers.length / seconds('read') },
  }
}

/** Null where not every picture's repository is known. */
function meanOverRepositories(answers: readonly Answered[], sources: ReadonlyMap<string, string>) {
  const groups = groupBy(answers, ({ file }) => sources.get(file))
  if (groups.has(undefined)) return null
  const rights = [...groups.values()].map(group => group.filter(isRight).length / group.length)
  return { repositories: groups.size, right: summarize(rights).mean }
}

/** Measures each set by each question, in the order of the answers. */
export function scoreAll(answers: readonly Answered[], sources: ReadonlyMap<string, string>): SetScore[] {
  const groups = groupBy(answers, ({ set, question }) => `${set} ${question}`)
  return [...groups.values()].map(group => scoreSet(group, sources))
}
