import { useEffect, useRef, useState } from 'preact/hooks'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

/** A line of a chart: [x, y] by rising x. */
export interface ChartLine {
  readonly label: string
  /** Which of the eight colors of charts. */
  readonly color: number
  readonly points: readonly (readonly [x: number, y: number])[]
  /** Dots for few values, a line for many, both where neither is told. */
  readonly dots?: boolean
  readonly dashed?: boolean
}

interface ChartProps {
  readonly title: string
  readonly lines: readonly ChartLine[]
  /** The x axis begins at 0 and ends here, so that a curve grows into it. */
  readonly xMost: number
  readonly format: (y: number) => string
  /** The y axis never shows less than this, where it is told. */
  readonly yRange?: (low: number, high: number) => readonly [number, number]
}

const HEIGHT = 220

/** Curves that may grow ten times a second. The legend tells the values under the pointer, or the last ones. */
export function Chart({ title, lines, xMost, format, yRange }: ChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(undefined)
  const [at, setAt] = useState<number>()
  const data = uPlot.join(
    lines.map(({ points }): uPlot.AlignedData => [points.map(([x]) => x), points.map(([, y]) => y)]),
  )
  const latest = useRef({ xMost, format, yRange })
  latest.current = { xMost, format, yRange }
  // A chart is made anew where its lines are others, or the page turns dark; new points are only handed to it.
  const made = lines.map(({ label, color, dots, dashed }) => [label, color, dots, dashed].join()).join('|')
  const dark = useDark()

  // Points alone do not make another chart.
  useEffect(() => {
    const box = place.current!
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
        cursor: { drag: { x: false, y: false }, points: { size: 8 } },
        scales: {
          x: { time: false, range: () => [0, latest.current.xMost] },
          y: { range: (_, low, high) => [...(latest.current.yRange ?? padded)(low, high)] },
        },
        axes: [
          { ...axis, space: 60, size: 30, values: (_, ticks) => ticks.map(String) },
          { ...axis, size: 56, space: 36, values: (_, ticks) => ticks.map(tick => latest.current.format(tick)) },
        ],
        series: [
          {},
          ...lines.map(({ label, color, dots = false, dashed = false }): uPlot.Series => {
            const stroke = colorOf(`--chart-${color % 8}`)
            return {
              label,
              stroke,
              width: 2,
              spanGaps: true,
              ...(dashed && { dash: [6, 4] }),
              points: { show: dots, size: 8, fill: stroke },
            }
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

  const told = lines.map(({ points }, index) => {
    const values = data[index + 1]!
    const y = at === undefined ? points.at(-1)?.[1] : nearest(values, at)
    return y === undefined || y === null ? '–' : format(y)
  })
  return (
    <figure class="chart">
      <figcaption>
        <b>{title}</b>
        <ul>
          {lines.map(({ label, color, dots, dashed }, index) => (
            <li key={label}>
              <i
                class={`swatch chart-${color % 8} ${dots ? 'dot' : ''} ${dashed ? 'dashed' : ''}`}
                aria-hidden="true"
              />
              {label} <span class="told">{told[index]}</span>
            </li>
          ))}
        </ul>
      </figcaption>
      <div ref={place} class="plot" aria-hidden="true" />
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

function padded(low: number, high: number): [number, number] {
  const room = (high - low) * 0.08 || 0.1
  return [Math.max(0, low - room), high + room]
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
