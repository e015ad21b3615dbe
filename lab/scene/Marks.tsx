import type { Box } from '../../src/reading/picture.js'
import { answer, chosen } from '../reader/currentReading.js'
import { scene } from './scene.js'
import { rasterSize } from './sceneToPixels.js'

/**
 * Frames around the digits that were found, where there are several, or where a picture hides what was meant; dashed ones around
 * what was seen and not read.
 */
export function Marks() {
  const { digits = [], lines = null, unread = [] } = answer.value ?? {}
  if (!lines && !scene.value.picture && unread.length === 0) return null
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
              <Frame box={box} unit={unit} />
            </g>
          ),
      )}
      {unread.map(box => (
        <g key={`unread ${box.x},${box.y}`} class="unread">
          <Frame box={box} unit={unit} />
        </g>
      ))}
    </svg>
  )
}

function Frame({ box, unit }: { readonly box: Box; readonly unit: number }) {
  return (
    <rect
      x={box.x - 1.6 * unit}
      y={box.y - 1.6 * unit}
      width={box.width + 3.2 * unit}
      height={box.height + 3.2 * unit}
      rx={1.2 * unit}
    />
  )
}
