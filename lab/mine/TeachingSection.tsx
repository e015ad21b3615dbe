import { currentModel, currentTask, readsDigits, useShippedModel } from '../model/current.js'
import { download } from '../page/download.js'
import type { MyDigit } from './digit.js'
import { stopTeaching, teach, teaching } from './teaching.js'
import type { Score, Scores, Tuned } from './tuning.js'

/** Teaches the model the user's digits, and measures it before and after. */
export function TeachingSection({ digits }: { readonly digits: readonly MyDigit[] }) {
  const now = teaching.value
  const model = currentModel.value
  return (
    <section class="teaching" aria-labelledby="teaching-title">
      <h2 id="teaching-title">Teach the model</h2>
      <p>
        The active model, {model?.name ?? 'once it is loaded'}, is fine-tuned on your digits and on 1,200 of MNIST's, so
        that it does not forget. Of six digits and more, every third is held out for evaluation.
      </p>
      {now.state === 'learning' ? (
        <div class="learning">
          <progress value={now.share} aria-label="Progress of the fine-tuning" />
          <button type="button" onClick={stopTeaching}>
            Stop
          </button>
        </div>
      ) : (
        <button
          type="button"
          class="primary"
          disabled={!model?.metadata.configuration || !readsDigits.value || digits.length === 0}
          onClick={() => void teach(digits)}
        >
          {now.state === 'done' ? 'Teach again' : 'Teach it my digits'}
        </button>
      )}
      {!readsDigits.value && (
        <p class="failure">
          This model is of {currentTask.value.name}; your digits can be taught to a model of handwritten digits.
        </p>
      )}
      {model && !model.metadata.configuration && (
        <p class="failure">This model carries no configuration, so it cannot be fine-tuned.</p>
      )}
      {now.state === 'failed' && <p class="failure">It could not be fine-tuned: {now.reason}</p>}
      {now.state === 'done' && <Outcome name={now.name} tuned={now.tuned} />}
    </section>
  )
}

const rows: readonly (readonly [key: keyof Scores, title: string])[] = [
  ['trainingSet', 'Your digits, trained on'],
  ['heldOut', 'Your digits, held out'],
  ['mnist', 'Other digits of MNIST'],
  ['outliers', 'Letters and scribbles, rejected'],
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
