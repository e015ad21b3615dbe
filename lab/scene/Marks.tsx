import { answer, chosen } from '../reader/reading.js'
import { rasterSize } from './pixels.js'
import { scene } from './scene.js'

/** Frames around the digits that were found, where there are several, or where a picture hides what was meant. */
export function Marks() {
  const { digits = [], lines = null } = answer.value ?? {}
  if (!lines && !scene.value.picture) return null
  const { width, height } = rasterSize(scene.value)
  const unit = width / 100
  return (
    <svg class="marks" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {digits.map(
        ({ box, digit }, index) =>
          box && (
            <g
              key={`${box.x},${box.y}`}
              class={`${digit === null ? 'refused' : ''} ${index === chosen.value ? 'chosen' : ''}`}
            >
              <rect
                x={box.x - 1.6 * unit}
                y={box.y - 1.6 * unit}
                width={box.width + 3.2 * unit}
                height={box.height + 3.2 * unit}
                rx={1.2 * unit}
              />
            </g>
          ),
      )}
    </svg>
  )
}
