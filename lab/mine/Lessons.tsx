import { currentModel, useShippedModel } from '../model/current.js'
import { download } from '../page/download.js'
import type { MyDigit } from './digit.js'
import { stopTeaching, teach, teaching } from './teaching.js'
import type { Score, Scores, Tuned } from './tuning.js'

/** Teaches the model the user's digits, and measures it before and after. */
export function Lessons({ digits }: { readonly digits: readonly MyDigit[] }) {
  const now = teaching.value
  const model = currentModel.value
  return (
    <section class="lessons" aria-labelledby="lessons-title">
      <h2 id="lessons-title">Teach the model</h2>
      <p>
        The model that answers, {model?.name ?? 'once it is loaded'}, goes on learning from your digits and from 1,200
        of MNIST's, so that it does not forget. Of six digits and more, every third is kept back, only to measure by.
      </p>
      {now.state === 'learning' ? (
        <div class="learning">
          <progress value={now.share} aria-label="Share of the lesson that is done" />
          <button type="button" onClick={stopTeaching}>
            Stop
          </button>
        </div>
      ) : (
        <button
          type="button"
          class="primary"
          disabled={!model?.metadata.configuration || digits.length === 0}
          onClick={() => void teach(digits)}
        >
          {now.state === 'done' ? 'Teach again' : 'Teach it my digits'}
        </button>
      )}
      {model && !model.metadata.configuration && (
        <p class="failure">This model does not tell its layers, so it cannot learn.</p>
      )}
      {now.state === 'failed' && <p class="failure">It could not learn: {now.reason}</p>}
      {now.state === 'done' && <Outcome name={now.name} tuned={now.tuned} />}
    </section>
  )
}

const rows: readonly (readonly [key: keyof Scores, title: string])[] = [
  ['learned', 'Your digits that it learned from'],
  ['keptBack', 'Your digits that it has not seen'],
  ['mnist', 'Other digits of MNIST'],
  ['outlierImages', 'Letters and scribbles, refused'],
]

function Outcome({ name, tuned: { before, after, model } }: { readonly name: string; readonly tuned: Tuned }) {
  return (
    <>
      <table class="outcome" aria-label="Right answers before and after">
        <thead>
          <tr>
            <th scope="col">Right answers</th>
            <th scope="col">before</th>
            <th scope="col">after</th>
          </tr>
        </thead>
        <tbody>
          {rows
            .filter(([key]) => before[key].of > 0)
            .map(([key, title]) => (
              <tr key={key}>
                <th scope="row">{title}</th>
                <td>{share(before[key])}</td>
                <td
                  class={
                    after[key].right < before[key].right
                      ? 'worse'
                      : after[key].right > before[key].right
                        ? 'better'
                        : ''
                  }
                >
                  {share(after[key])}
                </td>
              </tr>
            ))}
        </tbody>
      </table>
      <p>It answers on the pad now.</p>
      <div class="tools">
        <a class="button" href="#draw">
          Try it
        </a>
        <button type="button" onClick={() => download('digits-taught.onnx', model, 'application/octet-stream')}>
          Download as ONNX
        </button>
        {currentModel.value?.name === name && (
          <button type="button" onClick={() => void useShippedModel()}>
            Back to the model of the lab
          </button>
        )}
      </div>
    </>
  )
}

function share({ right, of }: Score): string {
  return of >= 100 ? `${((right / of) * 100).toFixed(1)} %` : `${right} of ${of}`
}
