import { ranked } from '../draw/answerWords.js'
import { currentTask, readsDigits } from '../model/current.js'
import { placesOf } from '../pixels/imageColors.js'
import type { Coloring } from '../pixels/Pixels.js'
import { Pixels } from '../pixels/Pixels.js'
import { answer, chosen } from '../reader/currentReading.js'
import { asked, decision } from './watching.js'

/** The ink of the drawing, colored by what it spoke for. */
export function DecisionMap() {
  const reading = answer.value?.digits[chosen.value]
  const found = decision.value
  const { classes, imageShape } = currentTask.value
  const [channels, height, width] = imageShape
  const subject = readsDigits.value ? 'digit' : 'drawing'
  const candidates = reading?.image ? ranked(reading.probabilities).slice(0, 3) : []
  const shown = asked.value ?? candidates[0]?.digit
  return (
    <section class="decision" aria-labelledby="decision-title">
      <h2 id="decision-title">Which pixels decided</h2>
      <div class="decision-row">
        <Pixels
          data={placesOf(imageShape)}
          width={width}
          height={height}
          color={found ? colorBy(inkOf(found.image, channels), found.map) : dark}
          label={
            found
              ? `The ink of your ${subject}, colored by whether it spoke for ${classes[found.digit]}`
              : 'Nothing yet'
          }
          class="network-image"
        />
        <div>
          <p>
            The page hides the ink, place by place, and asks again. <b class="for">Blue</b> ink speaks for the answer,{' '}
            <b class="against">orange</b> ink against it, and white ink makes no difference.
          </p>
          {candidates.length > 0 && (
            <fieldset class="choices">
              <legend>Look for the reasons for</legend>
              {candidates.map(({ digit }) => (
                <button
                  key={digit}
                  type="button"
                  aria-pressed={digit === shown}
                  onClick={() => {
                    asked.value = digit === candidates[0]!.digit ? undefined : digit
                  }}
                >
                  {classes[digit]}
                </button>
              ))}
            </fieldset>
          )}
        </div>
      </div>
    </section>
  )
}

/** The brightest channel of each pixel. */
function inkOf(image: Uint8Array, channels: number): Uint8Array {
  const area = image.length / channels
  return Uint8Array.from({ length: area }, (_, place) =>
    Math.max(...Array.from({ length: channels }, (_, channel) => image[channel * area + place]!)),
  )
}

const dark: Coloring = (_, pixels, offset) => pixels.fill(0, offset, offset + 3)

const [white, blue, orange] = [
  [255, 255, 255],
  [70, 160, 255],
  [255, 140, 60],
]

/** Below this fall of a probability, ink makes no difference worth a color. */
const FAINT = 0.02

function colorBy(image: Uint8Array, map: Float32Array): Coloring {
  const strongest = Math.max(FAINT, ...map.map(Math.abs))
  return (place, pixels, offset) => {
    const ink = image[place]! / 255
    const share = Math.min(1, Math.abs(map[place]!) / strongest) ** 0.7
    const color = map[place]! > 0 ? blue! : orange!
    for (let channel = 0; channel < 3; channel++)
      pixels[offset + channel] = ink * (white![channel]! + (color[channel]! - white![channel]!) * share)
  }
}
