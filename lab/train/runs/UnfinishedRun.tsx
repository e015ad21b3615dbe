import { count } from '../format.js'
import { elsewhere, forget, free, goOn, openId, runs, tell } from '../session/session.js'

/** Offers to go on with a training that an end of the page cut short, or that was left while it paused. */
export function Unfinished() {
  if (!free.value) return null
  const run = runs.value.find(
    ({ id, status }) =>
      (status === 'running' || status === 'paused') && id !== openId.value && !elsewhere.value.has(id),
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
        <button type="button" class="primary" onClick={() => void goOn(run)}>
          {done === 0 && run.status === 'running'
            ? 'Begin again'
            : `Go on ${run.status === 'paused' ? 'where it paused' : `from epoch ${done + 1}`}`}
        </button>
        <button type="button" onClick={() => tell(forget(run))}>
          Delete it
        </button>
      </p>
    </div>
  )
}
