import { effect, signal, untracked } from '@preact/signals'
import { type Remote, wrap } from 'comlink'
import { currentModel, modelFailure } from '../model/current.js'
import { fetchBeside } from '../model/fetchBeside.js'
import { scene } from '../scene/scene.js'
import { sceneToPixels } from '../scene/sceneToPixels.js'
import type { Answer } from './answer.js'
import type { ReaderService } from './service.js'

/** What the reader says of the pad; undefined while it is empty, or nothing is known yet. */
export const answer = signal<Answer | undefined>(undefined)

/** Milliseconds from the last change of the pad to its answer. */
export const answerTime = signal<number | undefined>(undefined)

/** The digit of a number that the page looks at: its place among the digits. */
export const chosen = signal(0)

/** Whether a model is open and the first answer can come at once. */
export const ready = signal(false)

/** The reader in its worker. */
export const reader: Remote<ReaderService> = wrap(
  new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'reader' }),
)

/** The network that finds digits is the same, whichever model names them. */
const finderOpened = fetchBeside('finder.onnx').then(bytes => reader.openFinder(bytes))

effect(() => {
  const model = currentModel.value
  ready.value = false
  answer.value = undefined // it may be of other classes
  if (!model) return
  finderOpened
    .then(() => reader.open(model.bytes, model.name))
    .then(
      () => {
        if (currentModel.value !== model) return
        ready.value = true
        again()
      },
      (error: Error) => {
        if (currentModel.value === model) modelFailure.value = error.message
      },
    )
})

let [reading, changed, changedAt] = [false, false, 0]

effect(() => {
  scene.value
  untracked(again)
})

/** Reads the pad. While a reading is under way, the changes that come are waited for, and read once, as they are then. */
function again(): void {
  changed = true
  changedAt = performance.now()
  if (!reading) void readUntilSettled()
}

async function readUntilSettled(): Promise<void> {
  reading = true
  try {
    while (changed && ready.value) {
      changed = false
      const since = changedAt
      const model = currentModel.value
      const pixels = sceneToPixels(scene.value)
      const next = pixels && (await reader.read(pixels.data, pixels.width, pixels.height))
      if (currentModel.value !== model) continue
      if (scene.value.strokes.length === 0 && !scene.value.picture) answer.value = undefined
      else answer.value = next
      if (chosen.value >= (next?.digits.length ?? 1)) chosen.value = 0
      answerTime.value = next && performance.now() - since
    }
  } catch (error) {
    modelFailure.value = (error as Error).message
  } finally {
    reading = false
  }
}
