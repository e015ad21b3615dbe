import { Chart } from '../charts/Chart.js'
import { linesOf, type Measure, rangeOf } from '../charts/chartLines.js'
import { checked, draft } from '../form/draft.js'
import { accuracy, count, formats, seconds } from '../format.js'
import { UnfinishedRun } from '../runList/UnfinishedRun.js'
import type { Run } from '../runs/run.js'
import { canStart, failure, openRun, pause, phase, progress, resume, showing, start, stop } from '../session/session.js'
import { EvaluationView } from './EvaluationView.js'
import { TestResult } from './TestResult.js'

/** How the training goes: its buttons, where it is, and what it shows. */
export function TrainingProgress() {
  const run = openRun.value
  return (
    <section class="progress" aria-label="Training progress">
      <Controls />
      {failure.value && (
        <p class="notice" role="alert">
          {failure.value}
        </p>
      )}
      <UnfinishedRun />
      {run ? (
        <>
          {run.test && <TestResult run={run} />}
          <Facts />
          <Curves title="Loss" run={run} measure="loss" />
          <Curves title="Accuracy" run={run} measure="accuracy" />
          <p class="axis quiet">Epochs</p>
          {run.history.length > 0 && <Epochs />}
          {showing.value && <EvaluationView {...showing.value} />}
        </>
      ) : (
        <p class="empty quiet">
          The curves of loss and accuracy, the confusion matrix and the worst mistakes will stand here, live, while the
          net learns in a worker of this page.
        </p>
      )}
    </section>
  )
}

function Curves({ title, run, measure }: { readonly title: string; readonly run: Run; readonly measure: Measure }) {
  const lines = linesOf(run, measure)
  return (
    <Chart
      title={title}
      lines={lines}
      xMost={run.plan.configuration.training.epochs}
      format={formats[measure]}
      yRange={rangeOf(lines, measure)}
    />
  )
}

function Controls() {
  const result = checked.value
  const now = phase.value
  const run = openRun.value
  return (
    <div class="controls">
      <div class="buttons">
        {canStart.value && (
          <button
            type="button"
            class="primary"
            disabled={!('plan' in result)}
            onClick={() => 'plan' in result && void start(result.plan)}
          >
            {now === 'ended' ? 'Train again' : 'Start training'}
          </button>
        )}
        {now === 'paused' && run && (
          <button type="button" class="primary" onClick={() => void resume(run)}>
            Resume
          </button>
        )}
        {(now === 'preparing' || now === 'training' || now === 'pausing' || now === 'stopping') && (
          <button type="button" disabled={now !== 'training'} onClick={pause}>
            Pause
          </button>
        )}
        {!canStart.value && (
          <button type="button" disabled={now !== 'training' && now !== 'paused'} onClick={() => void stop()}>
            Stop
          </button>
        )}
      </div>
      <p class="state" role="status">
        {canStart.value && !('plan' in result) ? <span class="wrong">Not yet: {result.reason}</span> : wordsOf(now)}
      </p>
    </div>
  )
}

function wordsOf(now: typeof phase.value): string {
  const run = openRun.value
  const { images, recipe } = draft.value
  switch (now) {
    case 'idle':
      return `${count(images)} images, ${recipe.epochs === 1 ? 'once' : `${recipe.epochs} times`}`
    case 'preparing':
      return 'Getting the images and the engine ready …'
    case 'training':
      return `Training “${run?.name}”`
    case 'pausing':
    case 'stopping':
      return 'The step in progress is the last …'
    case 'paused':
      return 'Paused: nothing is lost, and going on changes nothing in the result'
    case 'testing':
      return 'Reading the 10,000 test images, once …'
    case 'ended':
      return run?.status === 'stopped' ? 'Stopped: what was learned is kept' : 'Done'
  }
}

/** Where the training is, in numbers that change with every step. */
function Facts() {
  const run = openRun.value!
  const now = progress.value
  const { epochs } = run.plan.configuration.training
  const done = now ? now.epoch - 1 + now.step / now.steps : run.history.length
  const running = !canStart.value && phase.value !== 'testing'
  return (
    <>
      <progress
        value={canStart.value && run.status === 'finished' ? epochs : done}
        max={epochs}
        aria-label="Progress of the training"
      />
      <dl class="facts">
        <Fact name="epoch" value={`${now?.epoch ?? Math.max(1, run.history.length)} of ${epochs}`} />
        <Fact name="images a second" value={now ? count(now.examplesPerSecond) : '–'} />
        <Fact name="time left" value={running && now ? seconds(now.secondsLeft) : '–'} />
        <Fact name="computed by" value={run.engine ?? '–'} />
      </dl>
    </>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function Epochs() {
  const { history } = openRun.value!
  const measured = (value: number | null, format: (value: number) => string) => (value === null ? '–' : format(value))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled must be reached by the keyboard
    <section class="scroll" tabIndex={0} aria-label="The epochs">
      <table class="epochs">
        <thead>
          <tr>
            <th scope="col">epoch</th>
            <th scope="col">loss</th>
            <th scope="col">accuracy</th>
            <th scope="col">held-out loss</th>
            <th scope="col">held-out accuracy</th>
            <th scope="col">time</th>
          </tr>
        </thead>
        <tbody>
          {history.map(record => (
            <tr key={record.epoch}>
              <th scope="row">{record.epoch}</th>
              <td>{record.trainLoss.toFixed(4)}</td>
              <td>{accuracy(record.trainAccuracy)}</td>
              <td>{measured(record.validationLoss, loss => loss.toFixed(4))}</td>
              <td>{measured(record.validationAccuracy, accuracy)}</td>
              <td>{seconds(record.seconds)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
