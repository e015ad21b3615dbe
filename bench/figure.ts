import { linearScale } from '../src/figures/scale.js'
import { bodyTop, colors, element, figure, margin, text } from '../src/figures/svg.js'
import type { ContestantResult, Measure, Results, SectionResult } from './results.js'
import { digitsFor, formatNumber, formatRatio } from './tables.js'

const layout = { names: 200, bars: 380, words: 210, row: 26, head: 44, axis: 40 }

/** Draws the results: a panel of horizontal bars for each section, with whiskers from the lowest to the highest. */
export function resultsFigure({ machine, sections }: Results): string {
  const panels = Object.values(sections).flatMap(section =>
    section.measures.filter(({ better }) => better !== 'neither').map(measure => ({ section, measure })),
  )
  let top = bodyTop
  const drawn = panels.map(({ section, measure }) => {
    const shown = section.contestants.filter(({ spreads }) => spreads[measure.key])
    const panel = drawPanel(section, measure, shown, top)
    top += layout.head + shown.length * layout.row + layout.axis
    return panel
  })
  return figure(
    {
      width: 2 * margin + layout.names + layout.bars + layout.words,
      height: top + margin,
      title: 'Side by side',
      subtitle: `${machine.processor}, ${machine.cores} cores; median of the rounds, lowest to highest as a line`,
    },
    drawn,
  )
}

function drawPanel(section: SectionResult, measure: Measure, shown: ContestantResult[], top: number): string {
  const { key, label, better } = measure
  const left = margin + layout.names
  const first = top + layout.head
  const bottom = first + shown.length * layout.row
  const scale = linearScale([0, Math.max(0, ...shown.map(({ spreads }) => spreads[key]!.high)) || 1])
  const px = (value: number) => left + scale(value) * layout.bars
  return element(
    'g',
    {},
    text(margin, top + 14, section.title, { 'font-weight': 700 }),
    text(margin, top + 32, `${label}; ${better} is better`, { fill: colors.quiet }),
    text(left + layout.bars + layout.words, top + 32, section.ratio, { 'text-anchor': 'end', fill: colors.quiet }),
    ...scale.ticks.flatMap(tick => [
      element('path', { d: `M${px(tick).toFixed(2)},${first}V${bottom}`, stroke: colors.line }),
      text(px(tick), bottom + 16, formatTick(tick, scale.format(tick)), {
        'text-anchor': 'middle',
        fill: colors.quiet,
      }),
    ]),
    ...shown.map((contestant, i) => drawBar(contestant, measure, first + i * layout.row, px)),
  )
}

function drawBar(contestant: ContestantResult, measure: Measure, top: number, px: (value: number) => number): string {
  const { median, low, high, count } = contestant.spreads[measure.key]!
  const ratio = contestant.ratios[measure.key]
  const isOurs = contestant.name === 'ours' || /-\d+$/.test(contestant.name)
  const [middle, end] = [top + layout.row / 2, px(0) + layout.bars + 16]
  const whisker = `M${px(low).toFixed(2)},${middle}H${px(high).toFixed(2)}`
  const caps = [low, high].map(value => `M${px(value).toFixed(2)},${middle - 4}v8`).join('')
  return [
    text(px(0) - 10, middle + 4.5, contestant.label, {
      'text-anchor': 'end',
      'font-weight': isOurs ? 700 : undefined,
    }),
    element('rect', {
      x: px(0),
      y: top + 4,
      width: Math.max(1, px(median) - px(0)),
      height: layout.row - 8,
      fill: isOurs ? colors.good : colors.quiet,
      'fill-opacity': isOurs ? 0.85 : 0.45,
    }),
    ...(count > 1
      ? [element('path', { d: whisker + caps, stroke: colors.ink, 'stroke-width': 1.5, fill: 'none' })]
      : []),
    text(end, middle + 4.5, formatNumber(median, digitsFor(median, measure.digits)), { 'font-weight': 700 }),
    ...(ratio ? [text(end + 70, middle + 4.5, formatRatio(ratio), { fill: colors.quiet })] : []),
  ].join('')
}

const formatTick = (tick: number, written: string) => (tick >= 1000 ? formatNumber(tick, 0) : written)
