import { filledCircle, filledDiamond, type LineStyle, openSquare, openTriangle } from './line.js'
import { colors } from './svg.js'

/** Lines that lie over each other; the first two are as validation and training are drawn. */
export const lineStyles: readonly LineStyle[] = [
  { color: colors.good, marker: filledCircle },
  { color: colors.bad, dash: '6 3', marker: openSquare },
  { color: '#00795a', dash: '2 3', marker: filledDiamond },
  { color: '#9a4f86', dash: '10 3 2 3', marker: openTriangle },
  { color: '#6b5d00', dash: '1 4', marker: filledCircle },
  { color: '#4a4f57', dash: '12 4', marker: filledDiamond },
]

/** The style of a line by its place; beyond the last the styles begin again. */
export function lineStyle(index: number): LineStyle {
  return lineStyles[index % lineStyles.length]!
}
