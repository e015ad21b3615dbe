import { signal } from '@preact/signals'
import { Chart } from '../charts/Chart.js'
import { comparedLines, type Measure, rangeOf } from '../charts/chartLines.js'
import { accuracy, formats, seconds } from '../format.js'
import { downloadModel, openFile, tryOnPad } from '../runs/modelFiles.js'
import { type Run, secondsOf } from '../runs/run.js'
import { canStart, deleteRun, openId, rename, reportFailure, resume, runs } from '../session/session.js'

/** The runs that are left out of the chart, by id. */
const hidden = signal<ReadonlySet<string>>(new Set())
const measure = signal<Measure>('accuracy')

/** Everything that was trained in this browser: to compare, to try, to keep as a file. */
export function RunList() {
  const all = runs.value
  return (
    <section class="runs" aria-labelledby="runs-title">
      <div class="head">
        <h2 id="runs-title">Runs</h2>
        <label class="button">
          Open a model file
          <input type="file" accept=".onnx" class="unseen" onChange={open} />
        </label>
      </div>
      {all.length === 0 ? (
        <p class="quiet">What you train is kept in this browser and listed here, to be compared and tried.</p>
      ) : (
        <>
          {all.length > 1 && <Comparison />}
          <ul class="list">
            {all.map((run, index) => (
              <Row key={run.id} run={run} color={all.length - 1 - index} compared={all.length > 1} />
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function open(event: Event & { currentTarget: HTMLInputElement }): void {
  const file = event.currentTarget.files?.[0]
  event.currentTarget.value = ''
  if (file) reportFailure(openFile(file))
}

/** The curves of all chosen runs, one over the other. */
function Comparison() {
  const all = runs.value
  const shown = all
    .map((run, index) => ({ run, color: all.length - 1 - index }))
    .filter(({ run }) => !hidden.value.has(run.id) && run.curve.training.length > 0)
  const longest = Math.max(1, ...shown.map(({ run }) => run.plan.configuration.training.epochs))
  const lines = shown.flatMap(({ run, color }) => comparedLines(run, color, measure.value))
  return (
    <>
      <fieldset class="measures">
        <legend class="unseen">What to compare</legend>
        {(['accuracy', 'loss'] as const).map(name => (
          <button key={name} type="button" aria-pressed={measure.value === name} onClick={() => (measure.value = name)}>
            {name === 'loss' ? 'Loss' : 'Accuracy'}
          </button>
        ))}
      </fieldset>
      <Chart
        title={measure.value === 'loss' ? 'Loss by epoch' : 'Accuracy by epoch'}
        lines={lines}
        xMost={longest}
        format={formats[measure.value]}
        yRange={rangeOf(lines, measure.value)}
      />
    </>
  )
}

function Row({ run, color, compared }: { readonly run: Run; readonly color: number; readonly compared: boolean }) {
  const { name, status, test, history } = run
  const busy = run.id === openId.value && !canStart.value
  const last = history.at(-1)
  const shown = !hidden.value.has(run.id)
  return (
    <li>
      {compared && (
        <input
          type="checkbox"
          checked={shown}
          aria-label={`Compare ${name}`}
          onChange={() => {
            hidden.value = shown
              ? new Set([...hidden.value, run.id])
              : new Set([...hidden.value].filter(id => id !== run.id))
          }}
        />
      )}
      <i class={`swatch chart-${color % 8}`} aria-hidden="true" />
      <input
        class="name"
        type="text"
        value={name}
        aria-label="Name of the run"
        onChange={event => reportFailure(rename(run, event.currentTarget.value))}
      />
      <span class="told">
        {test ? `${accuracy(test.accuracy)} on the test` : statusWords[busy && status === 'running' ? 'busy' : status]}
        <small class="quiet">
          {last
            ? `${history.length} of ${run.plan.configuration.training.epochs} epochs, ${seconds(secondsOf(run))}${
                last.validationAccuracy === null ? '' : `, ${accuracy(last.validationAccuracy)} held out`
              }`
            : 'no epoch complete'}
        </small>
      </span>
      <span class="acts">
        {test && (
          <>
            <button type="button" onClick={() => reportFailure(tryOnPad(run))}>
              Try
            </button>
            <button type="button" onClick={() => reportFailure(downloadModel(run))}>
              Download
            </button>
          </>
        )}
        {!test && canStart.value && (
          <button type="button" onClick={() => void resume(run)}>
            Resume
          </button>
        )}
        <button
          type="button"
          disabled={busy}
          aria-label={`Delete ${name}`}
          onClick={() => reportFailure(deleteRun(run))}
        >
          Delete
        </button>
      </span>
    </li>
  )
}

const statusWords = { busy: 'in training', running: 'cut short', paused: 'paused', finished: '', stopped: '' }
