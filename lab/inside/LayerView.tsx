import { useState } from 'preact/hooks'
import type { Value } from '../../src/runtime/runtime.js'
import { currentTask } from '../model/current.js'
import { signed } from '../pixels/colors.js'
import { Pixels } from '../pixels/Pixels.js'
import { MapDetail } from './MapDetail.js'
import type { Kernels, ShownLayer } from './shownLayers.js'

/** Up to so many classes have their names below their values. */
const LABELED = 12

interface LayerProps {
  readonly layer: ShownLayer
  /** What it makes of the drawing: [1, ...outputShape]. */
  readonly value: Value | undefined
}

/** A layer: what it does, and what it makes of the drawing. */
export function LayerView({ layer, value }: LayerProps) {
  const { name, about, outputShape } = layer
  const [open, setOpen] = useState(layer.open)
  return (
    <details class="layer" open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <h3>{name}</h3> <small class="quiet">{outputShape.join(' × ')}</small>
        <span class="quiet">{about}</span>
      </summary>
      {open && <Output layer={layer} value={value} />}
    </details>
  )
}

/** What a layer makes of the drawing: its maps, or its vector as a strip. */
function Output({ layer: { name, outputShape, kernels }, value }: LayerProps) {
  const values = (value?.data as Float32Array | undefined) ?? new Float32Array(size(outputShape))
  const { classes } = currentTask.value
  const color = signed(values.reduce((most, each) => Math.max(most, Math.abs(each)), 0))
  return (
    <>
      {outputShape.length === 3 ? (
        <Maps values={values} shape={outputShape} color={color} kernels={kernels} name={name} />
      ) : (
        <Pixels
          data={padded(values, rowOf(values.length))}
          width={rowOf(values.length)}
          height={Math.ceil(values.length / rowOf(values.length))}
          color={color}
          label={`${values.length} values`}
          class={values.length <= Math.min(classes.length, LABELED) ? 'vector short' : 'vector'}
        />
      )}
      {outputShape.length === 1 && values.length === classes.length && classes.length <= LABELED && (
        <ol class="classes" style={{ '--count': classes.length }} aria-hidden="true">
          {classes.map(name => (
            <li key={name} class={[...name].length > 2 ? 'upright' : ''}>
              {name}
            </li>
          ))}
        </ol>
      )}
    </>
  )
}

interface MapsProps {
  readonly name: string
  readonly values: Float32Array
  readonly shape: readonly number[]
  readonly color: ReturnType<typeof signed>
  readonly kernels: ShownLayer['kernels'] | undefined
}

/** The maps of a layer, a button for each; the arrow keys go from one to the next. */
function Maps({ values, shape, color, kernels, name }: MapsProps) {
  const [open, setOpen] = useState<number | undefined>(undefined)
  const [count, height, width] = shape as [number, number, number]
  const map = (index: number) => values.subarray(index * height * width, (index + 1) * height * width)
  return (
    <>
      <ul
        class="maps"
        onKeyDown={event => {
          const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
          const buttons = [...event.currentTarget.querySelectorAll('button')]
          const next = step && buttons[buttons.indexOf(event.target as HTMLButtonElement) + step]
          if (!next) return
          event.preventDefault()
          next.focus()
        }}
      >
        {Array.from({ length: count }, (_, index) => (
          <li key={index}>
            <button
              type="button"
              aria-label={`Map ${index + 1} of ${count} of ${name}`}
              aria-pressed={open === index}
              tabIndex={index === (open ?? 0) ? 0 : -1}
              onClick={() => setOpen(open === index ? undefined : index)}
            >
              <Pixels data={map(index)} width={width} height={height} color={color} />
              {kernels?.shape[1] === 1 && <FirstFilter index={index} kernels={kernels} />}
            </button>
          </li>
        ))}
      </ul>
      {open !== undefined && (
        <MapDetail index={open} values={map(open)} width={width} height={height} color={color} kernels={kernels} />
      )}
    </>
  )
}

/** A filter that looks at the image itself can be shown below what it finds there. */
function FirstFilter({ index, kernels: { data, shape } }: { readonly index: number; readonly kernels: Kernels }) {
  const [, , height, width] = shape as [number, number, number, number]
  const filter = data.subarray(index * height * width, (index + 1) * height * width)
  const strongest = filter.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return <Pixels data={filter} width={width} height={height} color={signed(strongest)} class="first-filter" />
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}

/** How many values of a vector stand in a row. */
function rowOf(length: number): number {
  return Math.min(length, 32)
}

/** Values with zeroes behind them, so that they fill whole rows. */
function padded(values: Float32Array, row: number): Float32Array {
  const whole = new Float32Array(Math.ceil(values.length / row) * row)
  whole.set(values)
  return whole
}
