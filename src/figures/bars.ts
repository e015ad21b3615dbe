import { UsageError } from '../errors.js'
import { inlineFigure, inlineWidth } from './inline.js'
import { colors, element, text } from './svg.js'

const row = 28

/**
 * Draws fractions as bars, one below the other, with their names.
 *
 * @param bars values in [0, 1]
 * @param label what a screen reader says
 * @throws {UsageError} if there are none
 * @example barsFigure([{ name: 'learningRate', value: 0.8 }], 'Importance: learningRate 80 %')
 */
export function barsFigure(bars: readonly { readonly name: string; readonly value: number }[], label: string): string {
  if (bars.length === 0) throw new UsageError('barsFigure: expected at least one bar, received none')
  const left = Math.min(200, 12 + Math.max(...bars.map(({ name }) => name.length)) * 7.6)
  const width = inlineWidth - left - 52
  return inlineFigure(bars.length * row + 4, label, [
    ...bars.flatMap(({ name, value }, index) => {
      const y = index * row + 4
      return [
        text(0, y + 16, name, {}),
        element(
          'g',
          { class: 'bin' },
          element('rect', { x: left, y, width: Math.max(1, value * width), height: 20, fill: colors.good }),
        ),
        text(left + Math.max(1, value * width) + 8, y + 16, `${Math.round(100 * value)} %`, {
          class: 'quiet',
          fill: colors.quiet,
        }),
      ]
    }),
  ])
}
