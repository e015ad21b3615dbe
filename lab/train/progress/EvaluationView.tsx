import { gray } from '../../pixels/colors.js'
import { Pixels } from '../../pixels/Pixels.js'
import { imageHeight, imageWidth } from '../../task.js'
import { count } from '../format.js'
import type { Showing } from '../trainer/trainer.js'

interface AnswersProps {
  /** After what: an epoch, or the test. */
  readonly of: string
  readonly answers: Showing
}

/** What is taken for what, and the images that were surely read wrong. */
export function EvaluationView({ of, answers: { evaluation, mistakes } }: AnswersProps) {
  const wrong = evaluation.count - evaluation.correct
  return (
    <section class="answers" aria-labelledby="answers-title">
      <h2 id="answers-title">{of === 'the test' ? 'On the test images' : `After ${of}, on images held out`}</h2>
      <p class="quiet">
        {wrong === 0 ? 'None' : count(wrong)} of {count(evaluation.count)} read wrong.
      </p>
      <Matrix confusion={evaluation.confusion} />
      {mistakes.length > 0 && (
        <>
          <h3>Most confident mistakes</h3>
          <ul class="mistakes">
            {mistakes.map(({ truth, prediction, confidence, image }, index) => (
              <li key={index}>
                <Pixels
                  data={image}
                  width={imageWidth}
                  height={imageHeight}
                  color={gray}
                  label={`a ${truth} that was read as ${prediction}`}
                />
                <span>
                  {truth} read as <b>{prediction}</b>
                </span>
                <span class="quiet">{Math.round(confidence * 100)} % sure</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

/** A row for each true digit, a column for each that was read. */
function Matrix({ confusion }: { readonly confusion: readonly (readonly number[])[] }) {
  const max = Math.max(1, ...confusion.flatMap((row, truth) => row.filter((_, read) => read !== truth)))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled must be reached by the keyboard
    <section class="scroll" tabIndex={0} aria-label="Confusion matrix">
      <table class="matrix">
        <caption>Rows: what it is. Columns: what was read.</caption>
        <thead>
          <tr>
            <td />
            {confusion.map((_, read) => (
              <th key={read} scope="col">
                {read}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {confusion.map((row, truth) => (
            <tr key={truth}>
              <th scope="row">{truth}</th>
              {row.map((number, read) => (
                <td
                  key={read}
                  class={read === truth ? 'right' : number > 0 ? 'wrong' : 'none'}
                  // The root keeps one mistake apart from none.
                  style={{ '--share': read === truth ? 0 : Math.sqrt(number / max) }}
                >
                  {number}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
