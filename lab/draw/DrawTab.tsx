import { Teach } from '../mine/Teach.js'
import { readsDigits } from '../model/current.js'
import { ModelState } from '../model/ModelState.js'
import { answer, chosen } from '../reader/currentReading.js'
import { Pad } from '../scene/Pad.js'
import { AnswerView } from './AnswerView.js'
import { Bars } from './Bars.js'
import { Seen } from './Seen.js'
import { Tools } from './Tools.js'
import '../mine/mine.css'
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
          <AnswerView />
          <Bars probabilities={answer.value?.digits[chosen.value]?.probabilities} />
          {readsDigits.value && <Teach />}
        </section>
        <Seen />
      </div>
    </>
  )
}
