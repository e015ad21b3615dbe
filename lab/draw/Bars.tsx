import { task } from '../task.js'
import { percent, ranked } from './answerWords.js'

const blank = task.classes.map(() => 0)

/** The probability of each digit. */
export function Bars({ probabilities = blank }: { readonly probabilities?: readonly number[] | undefined }) {
  const best = ranked(probabilities)[0]!
  return (
    <ol class="bars" aria-label="Probability of each digit">
      {probabilities.map((probability, digit) => (
        <li key={digit} class={probability > 0 && digit === best.digit ? 'best' : ''}>
          <b>{digit}</b>
          <span class="track" aria-hidden="true">
            <i style={{ '--share': probability }} />
          </span>
          <span class="share">{probability > 0 ? percent(probability) : '–'}</span>
        </li>
      ))}
    </ol>
  )
}
