import { accuracy, count, seconds } from '../format.js'
import { downloadModel, tryOnPad } from '../runs/modelFiles.js'
import { type Run, secondsOf } from '../runs/run.js'
import { reportFailure } from '../session/session.js'

/** What came of the training, and what can be done with it. */
export function TestResult({ run }: { readonly run: Run }) {
  const { accuracy: share, correct, count: all } = run.test!
  return (
    <div class="outcome-card">
      <p>
        <strong>{accuracy(share)}</strong> of the {count(all)} test images read right, {count(all - correct)} wrong,
        after {seconds(secondsOf(run))} of training.
      </p>
      <p class="buttons">
        <button type="button" class="primary" onClick={() => reportFailure(tryOnPad(run))}>
          Try it on the pad
        </button>
        <button type="button" onClick={() => reportFailure(downloadModel(run))}>
          Download the model
        </button>
      </p>
    </div>
  )
}
