import { LayerTable } from './form/LayerTable.js'
import { Basics, Settings } from './form/RecipeForm.js'
import { TrainingProgress } from './progress/TrainingProgress.js'
import { RunList } from './runList/RunList.js'
import './train.css'

/** Change the network, and train it in this page. */
export function TrainTab() {
  return (
    <>
      <h1>Train</h1>
      <p class="quiet">Build a network, and watch it learn MNIST’s digits: here in the page, on your machine.</p>
      <div class="train">
        <Basics />
        <TrainingProgress />
        <LayerTable />
        <Settings />
      </div>
      <RunList />
    </>
  )
}
