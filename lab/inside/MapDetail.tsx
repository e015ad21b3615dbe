import { signed } from '../pixels/colors.js'
import { Pixels } from '../pixels/Pixels.js'
import type { Kernels } from './shownLayers.js'

interface MapDetailProps {
  readonly index: number
  readonly values: Float32Array
  readonly width: number
  readonly height: number
  readonly color: ReturnType<typeof signed>
  readonly kernels: Kernels | undefined
}

/** One map, large, with the filter that made it. */
export function MapDetail({ index, values, width, height, color, kernels }: MapDetailProps) {
  const [least, most] = values.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)] as const,
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as readonly [number, number],
  )
  return (
    <div class="map-detail">
      <figure>
        <Pixels data={values} width={width} height={height} color={color} label={`Map ${index + 1}, large`} />
        <figcaption class="quiet">
          Map {index + 1}: {least.toFixed(2)} to {most.toFixed(2)}
        </figcaption>
      </figure>
      {kernels && <Filter index={index} kernels={kernels} />}
    </div>
  )
}

/** A filter, a square for each map that it looks at: blue where it wants ink, orange where it wants none. */
function Filter({ index, kernels: { data, shape } }: { readonly index: number; readonly kernels: Kernels }) {
  const [, channels, height, width] = shape as [number, number, number, number]
  const area = height * width
  const filter = data.subarray(index * channels * area, (index + 1) * channels * area)
  const color = signed(filter.reduce((most, value) => Math.max(most, Math.abs(value)), 0))
  return (
    <figure class={channels === 1 ? 'filter single' : 'filter'}>
      <div>
        {Array.from({ length: channels }, (_, channel) => (
          <Pixels
            key={channel}
            data={filter.subarray(channel * area, (channel + 1) * area)}
            width={width}
            height={height}
            color={color}
            {...(channel === 0 && { label: `Its filter: ${channels} × ${height} × ${width} weights` })}
          />
        ))}
      </div>
      <figcaption class="quiet">
        Its filter{channels > 1 && `, on each of the ${channels} maps before`}: blue wants, orange does not
      </figcaption>
    </figure>
  )
}
