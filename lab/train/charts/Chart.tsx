import { useEffect, useRef, useState } from 'preact/hooks'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { DrawnLine } from '../../../src/figures/learningCurve.js'

/** A line of a chart: its points by rising epoch. */
export interface ChartLine extends DrawnLine {
  readonly label: string
  /** Which of the eight colors of charts. */
  readonly color: number
  /** Where the dots are. */
  readonly marked: DrawnLine['points']
  readonly dashed?: boolean
}

interface ChartProps {
  readonly title: string
  readonly lines: readonly ChartLine[]
  /** The x axis begins at 0 and ends here, so that a curve grows into it. */
  readonly xMost: number
  readonly format: (y: number) => string
  readonly yRange: readonly [low: number, high: number]
}

const HEIGHT = 220

/** Curves that may grow ten times a second. The legend tells the values under the pointer, or the last ones. */
export function Chart({ title, lines, xMost, format, yRange }: ChartProps) {
  const container = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(undefined)
  const [at, setAt] = useState<number>()
  const data = uPlot.join(lines.flatMap(({ faint = [], points, marked }) => [faint, points, marked].map(columnsOf)))
  const latest = useRef({ xMost, format, yRange })
  latest.current = { xMost, format, yRange }
  // A chart is made anew where its lines are others, or the page turns dark; new points are only handed to it.
  const made = lines.map(({ label, color, dashed }) => [label, color, dashed].join()).join('|')
  const dark = useDark()

  // Points alone do not make another chart.
  useEffect(() => {
    const box = container.current!
    const colorOf = (name: string) => resolve(box, `var(${name})`)
    const axis = {
      stroke: colorOf('--quiet'),
      font: '13px Figtree, system-ui, sans-serif',
      grid: { stroke: colorOf('--line'), width: 1 },
      ticks: { show: false },
    }
    const chart = new uPlot(
      {
        width: box.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { drag: { x: false, y: false }, points: { size: (_, series) => (series % 3 === 2 ? 8 : 0) } },
        scales: {
          x: { time: false, range: () => [0, latest.current.xMost] },
          y: { range: () => [...latest.current.yRange] },
        },
        axes: [
          { ...axis, space: 60, size: 30, values: (_, ticks) => ticks.map(String) },
          { ...axis, size: 56, space: 36, values: (_, ticks) => ticks.map(tick => latest.current.format(tick)) },
        ],
        series: [
          {},
          ...lines.flatMap(({ label, color, dashed = false }): uPlot.Series[] => {
            const stroke = colorOf(`--chart-${color % 8}`)
            const line = { label, stroke, spanGaps: true, points: { show: false } }
            return [
              { ...line, width: 1, alpha: 0.3 },
              {
                ...line,
                width: 2,
                ...(dashed && { dash: [6, 4] }),
                points: { show: isSparse, size: 5, fill: stroke },
              },
              { ...line, paths: () => null, points: { show: true, size: 8, fill: stroke } },
            ]
          }),
        ],
        hooks: { setCursor: [({ cursor }) => setAt(cursor.idx ?? undefined)] },
      },
      data,
      box,
    )
    plot.current = chart
    const watcher = new ResizeObserver(() => chart.setSize({ width: box.clientWidth, height: HEIGHT }))
    watcher.observe(box)
    return () => {
      watcher.disconnect()
      chart.destroy()
      plot.current = undefined
    }
  }, [made, dark])

  useEffect(() => plot.current?.setData(data))

  const told = lines.map(({ points, marked }, index) => {
    const y = at === undefined ? (marked.at(-1) ?? points.at(-1))?.value : nearest(data[3 * index + 2]!, at)
    return y === undefined || y === null ? '–' : format(y)
  })
  return (
    <figure class="chart">
      <figcaption>
        <b>{title}</b>
        <ul>
          {lines.map(({ label, color, marked, dashed }, index) => (
            <li key={label}>
              <i
                class={`swatch chart-${color % 8} ${marked.length > 0 ? 'dot' : ''} ${dashed ? 'dashed' : ''}`}
                aria-hidden="true"
              />
              {label} <span class="told">{told[index]}</span>
            </li>
          ))}
        </ul>
      </figcaption>
      <div ref={container} class="plot" aria-hidden="true" />
    </figure>
  )
}

/** The value at a place of the x axis, or the last one before it. */
function nearest(values: ArrayLike<number | null | undefined>, at: number): number | undefined {
  for (let place = at; place >= 0; place--) {
    const value = values[place]
    if (value !== null && value !== undefined) return value
  }
  return undefined
}

/** A line of few points shows each: one alone would not be seen. */
function isSparse({ data }: uPlot, series: number): boolean {
  return Array.from(data[series]!).filter(value => typeof value === 'number').length <= 30
}

function columnsOf(points: DrawnLine['points']): uPlot.AlignedData {
  return [points.map(({ epoch }) => epoch), points.map(({ value }) => value)]
}

/** The color that a rule of the style sheet comes to, as a canvas understands it. */
function resolve(within: HTMLElement, color: string): string {
  const probe = within.appendChild(document.createElement('i'))
  probe.style.color = color
  const found = getComputedStyle(probe).color
  probe.remove()
  return found
}

function useDark(): boolean {
  const [dark, setDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches)
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)')
    const follow = () => setDark(query.matches)
    query.addEventListener('change', follow)
    return () => query.removeEventListener('change', follow)
  }, [])
  return dark
}
