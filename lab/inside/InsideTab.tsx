import { useEffect } from 'preact/hooks'
import { AnswerView } from '../draw/AnswerView.js'
import { Tools } from '../draw/Tools.js'
import { currentModel } from '../model/current.js'
import { ModelState } from '../model/ModelState.js'
import { Pad } from '../scene/Pad.js'
import { DecisionMap } from './Decision.js'
import { LayerView } from './LayerView.js'
import { shownLayers } from './shownLayers.js'
import { activations, watch } from './watching.js'
import './inside.css'

/** The network at work on the drawing: what decided, and what each layer makes of it. */
export function InsideTab() {
  useEffect(watch, [])
  const layers = shownLayers.value
  return (
    <>
      <h1>Inside the network</h1>
      <p class="quiet lead">Draw, and watch what each layer makes of it, on the way to the answer.</p>
      <div class="inside">
        <div class="beside">
          <Pad />
          <Tools />
          <ModelState />
          <AnswerView />
        </div>
        <div>
          <DecisionMap />
          <section aria-labelledby="layers-title">
            <h2 id="layers-title">Layer by layer</h2>
            <p class="quiet legend">
              <i class="scale" aria-hidden="true" /> below 0 · 0 · above 0. Choose a map to see it large, with its
              filter.
            </p>
            {layers?.map(layer => (
              <LayerView
                key={`${currentModel.value?.name} ${layer.name}`}
                layer={layer}
                value={activations.value?.[layer.name]}
              />
            ))}
            {currentModel.value && !layers && <p>This model does not tell its layers, so there is nothing to show.</p>}
          </section>
        </div>
      </div>
    </>
  )
}
