import { signal } from '@preact/signals'
import { answer, chosen } from '../reader/currentReading.js'
import { task } from '../task.js'
import type { MyDigit } from './digit.js'
import { dropDigits, keepDigits, myDigits } from './digitStore.js'

/** What was kept last, to be taken back. */
const last = signal<MyDigit | undefined>(undefined)

/** Asks what the drawing was, and keeps it under that name. */
export function Teach() {
  const reading = answer.value?.digits[chosen.value]
  const image = reading?.image
  const kept = myDigits.value?.find(({ id }) => id === last.value?.id)
  return (
    <fieldset class="teach" disabled={!image}>
      <legend>
        Wrong? <span class="quiet">Say what it was; the drawing joins your digits.</span>
      </legend>
      <div>
        {task.classes.map((_, digit) => (
          <button
            key={digit}
            type="button"
            aria-label={`It was a ${digit}`}
            onClick={async () => {
              const [kept] = await keepDigits([{ image: Uint8Array.from(image!), label: digit }])
              last.value = kept
            }}
          >
            {digit}
          </button>
        ))}
      </div>
      <p role="status">
        {kept && (
          <>
            Kept as a {kept.label} in <a href="#mine">My digits</a>.{' '}
            <button type="button" class="link" onClick={() => void dropDigits([kept.id])}>
              Take back
            </button>
          </>
        )}
      </p>
    </fieldset>
  )
}
