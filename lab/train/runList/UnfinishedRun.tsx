import { count } from '../format.js'
import { canStart, deleteRun, openId, reportFailure, resume, runs, trainedElsewhere } from '../session/session.js'

/** Offers to resume a training that an end of the page cut short, or that was left while it paused. */
export function UnfinishedRun() {
  if (!canStart.value) return null
  const run = runs.value.find(
    ({ id, status }) =>
      (status === 'running' || status === 'paused') && id !== openId.value && !trainedElsewhere.value.has(id),
  )
  if (!run) return null
  const { epochs } = run.plan.configuration.training
  const done = run.history.length
  return (
    <div class="unfinished" role="status">
      <p>
        <b>{run.name}</b> has not come to its end:{' '}
        {done === 0 ? 'its first epoch is not complete.' : `${count(done)} of ${count(epochs)} epochs are done.`}
      </p>
      <p class="buttons">
        <button type="button" class="primary" onClick={() => void resume(run)}>
          {done === 0 && run.status === 'running'
            ? 'Begin again'
            : `Resume ${run.status === 'paused' ? 'where it paused' : `from epoch ${done + 1}`}`}
        </button>
        <button type="button" onClick={() => reportFailure(deleteRun(run))}>
          Delete it
        </button>
      </p>
    </div>
  )
}
