import { currentModel, modelFailure, useShippedModel } from '../model/current.js'
import { answer, chosen, ready } from '../reader/reading.js'
import { Pad } from '../scene/Pad.js'
import { Bars } from './Bars.js'
import { Reply } from './Reply.js'
import { Seen } from './Seen.js'
import { Tools } from './Tools.js'
import './draw.css'

/** Draw, and be answered with every stroke. */
export function DrawTab() {
  return (
    <>
      <h1 class="unseen">Draw</h1>
      <div class="draw">
        <section class="drawing" aria-label="Drawing">
          <Pad />
          <Tools />
        </section>
        <section class="answering" aria-label="Answer">
          <ModelState />
          <Reply />
          <Bars probabilities={answer.value?.digits[chosen.value]?.probabilities} />
        </section>
        <Seen />
      </div>
    </>
  )
}

/** Who answers, where that is not the model that the lab came with; or why nobody does. */
function ModelState() {
  if (modelFailure.value !== undefined)
    return (
      <p class="notice" role="alert">
        Nobody can answer: {modelFailure.value}
      </p>
    )
  const model = currentModel.value
  if (!model || !ready.value) return <p class="model quiet">Loading the model …</p>
  if (model.shipped) return null
  return (
    <p class="model">
      Answered by <b>{model.name}</b>{' '}
      <button type="button" class="link" onClick={() => void useShippedModel()}>
        back to the model of the lab
      </button>
    </p>
  )
}
