import { Course } from './Course.js'
import { LayerTable } from './LayerTable.js'
import { Basics, Settings } from './Recipe.js'
import { Runs } from './Runs.js'
import './train.css'

/** Change the network, and train it in this page. */
export function TrainTab() {
  return (
    <>
      <h1>Train</h1>
      <p class="quiet">Build a network, and watch it learn MNIST’s digits: here in the page, on your machine.</p>
      <div class="train">
        <Basics />
        <Course />
        <LayerTable />
        <Settings />
      </div>
      <Runs />
    </>
  )
}
