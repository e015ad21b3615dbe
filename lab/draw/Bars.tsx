import { currentTask } from '../model/current.js'
import { percent, ranked } from './answerWords.js'

/** So many classes are all shown, in their order; of more, the likeliest. */
const MOST = 12
const LIKELIEST = 10

/** The probability of each class. */
export function Bars({ probabilities }: { readonly probabilities?: readonly number[] | undefined }) {
  const { classes } = currentTask.value
  const all = ranked(probabilities ?? classes.map(() => 0))
  const best = all[0]!
  const shown = classes.length > MOST ? all.slice(0, LIKELIEST) : all.toSorted((a, b) => a.digit - b.digit)
  const longest = Math.max(...classes.map(name => [...name].length))
  const title = classes.length > MOST ? `The likeliest of ${classes.length} classes` : 'Probability of each class'
  return (
    <>
      {classes.length > MOST && <p class="bars-title quiet">{title}</p>}
      <ol class={`bars ${longest > 2 ? 'named' : ''}`} aria-label={title} style={{ '--longest': longest }}>
        {shown.map(({ digit, probability }) => (
          <li key={digit} class={probability > 0 && digit === best.digit ? 'best' : ''}>
            <b>{classes[digit]}</b>
            <span class="track" aria-hidden="true">
              <i style={{ '--share': probability }} />
            </span>
            <span class="share">{probability > 0 ? percent(probability) : '–'}</span>
          </li>
        ))}
      </ol>
    </>
  )
}
