import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Stage } from '../../src/reading/picture.js'
import { describeImage, imageSize, type Task } from '../../src/task.js'
import { currentTask, readsDigits } from '../model/current.js'
import { gray } from '../pixels/colors.js'
import { imageColors, placesOf } from '../pixels/imageColors.js'
import { Pixels } from '../pixels/Pixels.js'
import { answer, chosen, reader } from '../reader/currentReading.js'
import { scene } from '../scene/scene.js'
import { sceneToPixels } from '../scene/sceneToPixels.js'

/** Whether the steps of the reader are looked at; only then are they kept and sent. */
const open = signal(false)

/** The image that the network gets, and on demand how it came about. */
export function Seen() {
  const image = answer.value?.digits[chosen.value]?.image
  const task = currentTask.value
  const [, height, width] = task.imageShape
  const subject = readsDigits.value ? 'Your digit' : 'Your drawing'
  return (
    <section class="seen" aria-labelledby="seen-title">
      <h2 id="seen-title">As the network sees it</h2>
      <div class="seen-row">
        <Pixels
          data={placesOf(task.imageShape)}
          width={width}
          height={height}
          color={imageColors(image ?? new Uint8Array(imageSize(task)), task.imageShape)}
          label={image ? `${subject} in ${describeImage(task)}` : `An empty image of ${describeImage(task)}`}
          class="network-image"
        />
        <p class="quiet">
          {describeImage(task)}, {howMade(task)}.
        </p>
      </div>
      {readsDigits.value && <HowMade />}
    </section>
  )
}

/** In words, how a picture becomes an image of the task. */
function howMade(task: Task): string {
  if (readsDigits.value) return 'as in MNIST: the digit fitted into 20 × 20 pixels in the middle, ink bright'
  if (task.subjectFraction === undefined) return `as in ${task.name}: the picture as a whole`
  return `as in ${task.name}: what the picture shows, found against its background, bright on black`
}

/** The steps of the reader of digits, on demand. */
function HowMade() {
  return (
    <details
      open={open.value}
      onToggle={({ currentTarget }) => {
        open.value = currentTarget.open
      }}
    >
      <summary>How it came about</summary>
      {open.value && <Stages />}
    </details>
  )
}

const stages = signal<readonly Stage[]>([])

function Stages() {
  const current = answer.value
  useEffect(() => {
    let outdated = false
    const pixels = current && sceneToPixels(scene.peek())
    if (!pixels) stages.value = []
    else
      void reader.stages(pixels.data, pixels.width, pixels.height, current.lines !== null).then(found => {
        if (!outdated) stages.value = found
      })
    return () => {
      outdated = true
    }
  }, [current])
  if (!current) return <p class="quiet">Draw something first.</p>
  return (
    <ol class="stages">
      {stages.value.map(({ name, title, image: { data, width, height } }) => (
        <li key={name}>
          <Pixels data={data} width={width} height={height} color={gray} />
          <span>{title}</span>
        </li>
      ))}
    </ol>
  )
}
