import { gray } from '../pixels/colors.js'
import { Pixels } from '../pixels/Pixels.js'
import { imageHeight, imageWidth, task } from '../task.js'
import type { MyDigit } from './digit.js'
import { dropDigits, relabelDigit } from './digitStore.js'

const digits = [...task.classes.keys()]

/** One of the user's digits, with what it is. */
export function DigitCard({ digit }: { readonly digit: MyDigit }) {
  return (
    <li class="card">
      <Pixels
        data={digit.image}
        width={imageWidth}
        height={imageHeight}
        color={gray}
        label={`A ${digit.label} of yours`}
      />
      <div>
        <select
          aria-label="What it is"
          value={digit.label}
          onChange={({ currentTarget }) => void relabelDigit(digit, Number(currentTarget.value))}
        >
          {digits.map(label => (
            <option key={label} value={label}>
              {label}
            </option>
          ))}
        </select>
        <button type="button" aria-label={`Delete this ${digit.label}`} onClick={() => void dropDigits([digit.id])}>
          ×
        </button>
      </div>
    </li>
  )
}
