import { ready } from '../reader/currentReading.js'
import { currentModel, currentTask, modelFailure, readsDigits, useShippedModel } from './current.js'

/** Active model, where that is not the one that the lab came with; or why there is none. */
export function ModelState() {
  const model = currentModel.value
  const back = (
    <button type="button" class="link" onClick={() => void useShippedModel()}>
      back to the model of the lab
    </button>
  )
  if (modelFailure.value !== undefined)
    return (
      <p class="notice" role="alert">
        Nobody can answer: {modelFailure.value} {model && !model.shipped && back}
      </p>
    )
  if (!model || !ready.value) return <p class="model quiet">Loading the model …</p>
  return (
    <>
      {!model.shipped && (
        <p class="model">
          Answered by <b>{model.name}</b> {back}
        </p>
      )}
      {!readsDigits.value && (
        <p class="model quiet">
          Says which of {currentTask.value.classes.length} classes of {currentTask.value.name} the pad shows.
        </p>
      )}
    </>
  )
}
