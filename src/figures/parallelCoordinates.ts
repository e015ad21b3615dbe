import { UsageError } from '../errors.js'
import { lineStyle } from './lineStyles.js'
import { type Axis, axisScale } from './scatter.js'
import { colors, element, text } from './svg.js'

/** One thing that has a value on each axis. */
export interface ParallelLine {
  /** In the order of the axes; undefined where it has none. */
  readonly values: readonly (number | undefined)[]
  /** How good it is, from 0 to 1: the better, the darker and the further in front. */
  readonly rank: number
}

/** Where names stand: neighbors take turns, so that long ones have room. */
const nameRows = [16, 34, 52]
const top = 78
const height = 210
const side = 46

/**
 * Draws each line from axis to axis: which values go together, and which of them are good.
 *
 * Source: Inselberg 1985, The plane with parallel coordinates, The Visual Computer 1.
 *
 * @param label what a screen reader says
 * @throws {UsageError} if there are fewer than two axes
 */
export function parallelCoordinates(axes: readonly Axis[], lines: readonly ParallelLine[], label: string): string {
  if (axes.length < 2) throw new UsageError(`parallelCoordinates: expected at least 2 axes, received ${axes.length}`)
  const apart = Math.max(96, 640 / axes.length)
  const width = 2 * side + apart * (axes.length - 1)
  const scales = axes.map(axisScale)
  const px = (axis: number) => side + axis * apart
  const py = (axis: number, value: number) => top + (1 - scales[axis]!(value)) * height
  const sorted = lines.toSorted((a, b) => a.rank - b.rank)
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${top + height + 20}`,
      width,
      role: 'img',
      'aria-label': label,
      'font-size': 13,
      fill: colors.ink,
    },
    ...sorted.map(({ values, rank }) =>
      element(
        'g',
        { class: rank >= 0.9 ? 'series-1' : 'series-0' },
        element('path', {
          d: pathOf(values, px, py),
          fill: 'none',
          stroke: lineStyle(rank >= 0.9 ? 1 : 0).color,
          'stroke-width': rank >= 0.9 ? 2 : 1,
          'stroke-opacity': 0.15 + 0.8 * rank ** 2,
        }),
      ),
    ),
    ...axes.flatMap((axis, index) => [
      element('path', {
        class: 'axis',
        d: `M${px(index)},${top}v${height}`,
        fill: 'none',
        stroke: colors.quiet,
        'stroke-width': 1.5,
      }),
      text(px(index), nameRows[index % nameRows.length]!, axis.name, {
        'text-anchor': anchorOf(index, axes.length),
        'font-weight': 700,
      }),
      ...scales[index]!.ticks.map(tick =>
        text(px(index) + 5, py(index, tick) + 4, scales[index]!.format(tick), {
          class: 'quiet',
          fill: colors.quiet,
          'font-size': 12,
        }),
      ),
    ]),
  )
}

function anchorOf(index: number, count: number): string {
  if (index === 0) return 'start'
  return index === count - 1 ? 'end' : 'middle'
}

/** A line leaves out axes on which it has no value. */
function pathOf(
  values: readonly (number | undefined)[],
  px: (axis: number) => number,
  py: (axis: number, value: number) => number,
): string {
  const places = values.flatMap((value, axis) =>
    value === undefined ? [] : [`${px(axis).toFixed(2)},${py(axis, value).toFixed(2)}`],
  )
  return `M${places.join('L')}`
}
