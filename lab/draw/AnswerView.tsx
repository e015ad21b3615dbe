import { useEffect, useState } from 'preact/hooks'
import { currentTask } from '../model/current.js'
import type { Answer } from '../reader/answer.js'
import { answer, answerTime, chosen } from '../reader/currentReading.js'
import { percent, spoken, wordReading, wordUnread } from './answerWords.js'

/** What the reader says, large. */
export function AnswerView() {
  const current = answer.value
  return (
    <div class="reply">
      {current ? current.lines ? <NumberReply answer={current} /> : <DigitReply answer={current} /> : <Waiting />}
      {current && current.unread.length > 0 && (
        <p class="unread-legend quiet">
          <i aria-hidden="true" /> {wordUnread(current)}
        </p>
      )}
      <Spoken />
    </div>
  )
}

function Waiting() {
  return (
    <>
      <p class="sign waiting" aria-hidden="true">
        –
      </p>
      <p class="sentence quiet">Waiting for your drawing</p>
    </>
  )
}

function DigitReply({ answer }: { readonly answer: Answer }) {
  const { sign, mood, sentence } = wordReading(answer.digits[0]!, currentTask.value)
  return (
    <>
      <p class={`sign ${mood} ${isName(sign) ? 'named' : ''}`}>{sign}</p>
      <p class="sentence">
        {sentence}
        <Time />
      </p>
    </>
  )
}

/** Whether a class has a name to be read, more than a letter or two. */
const isName = (sign: string) => [...sign].length > 2

/** Between the digits of a line may stand signs, which cannot be chosen. */
const isDigit = (sign: string) => /[0-9?]/.test(sign)

/** A number: each of its digits can be chosen, to be looked at alone. */
function NumberReply({ answer: { digits, lines } }: { readonly answer: Answer }) {
  const perLine = lines!.map(line => [...line].filter(isDigit).length)
  const starts = perLine.map((_, line) => perLine.slice(0, line).reduce((sum, length) => sum + length, 0))
  const { mood, sentence } = wordReading(digits[chosen.value]!, currentTask.value)
  return (
    <>
      <fieldset class={`number ${Math.max(...perLine) > 5 ? 'long' : ''}`} aria-label="Digits of the number">
        {lines!.map((line, number) => (
          <div key={starts[number]}>
            {[...line].map((sign, column) => {
              if (!isDigit(sign)) return sign
              const index = starts[number]! + [...line.slice(0, column)].filter(isDigit).length
              const { digit, confidence } = digits[index]!
              return (
                <button
                  key={index}
                  type="button"
                  class={digit === null ? 'refused' : ''}
                  aria-pressed={index === chosen.value}
                  aria-label={digit === null ? 'no digit' : `${digit}, ${percent(confidence)} sure`}
                  onClick={() => {
                    chosen.value = index
                  }}
                >
                  {sign}
                </button>
              )
            })}
          </div>
        ))}
      </fieldset>
      <p class="sentence">
        <span class={mood}>Digit {chosen.value + 1}:</span> {sentence}
        <Time />
      </p>
    </>
  )
}

function Time() {
  const milliseconds = answerTime.value
  if (milliseconds === undefined) return null
  return (
    <small class="quiet">
      <span class="apart"> · </span>read in {Math.max(1, Math.round(milliseconds))} ms
    </small>
  )
}

/** The answer for readers of the screen: once the drawing rests, so that not every stroke is spoken. */
function Spoken() {
  const sentence = spoken(answer.value, currentTask.value)
  const [said, say] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => say(sentence), 700)
    return () => clearTimeout(timer)
  }, [sentence])
  return (
    <p class="unseen" role="status">
      {said}
    </p>
  )
}
