import type { Locator, Page } from 'playwright-core'

/** Where a pen goes, in a unit square from its upper left corner; a list for each stroke. */
type Path = readonly (readonly (readonly [x: number, y: number])[])[]

/** Digits as a careful hand writes them. */
export const paths: Record<string, Path> = {
  '0': [around(0.5, 0.5, 0.3, 0.45, -90, 270)],
  '1': [
    [
      [0.52, 0.02],
      [0.48, 0.98],
    ],
  ],
  '2': [[...around(0.5, 0.28, 0.28, 0.26, 190, 400), [0.2, 0.95], [0.82, 0.95]]],
  '3': [[...around(0.45, 0.27, 0.28, 0.24, 210, 450), ...around(0.45, 0.73, 0.32, 0.25, 270, 510)]],
  '6': [[[0.66, 0.03], [0.4, 0.3], ...around(0.48, 0.7, 0.24, 0.26, 180, 540)]],
  '7': [
    [
      [0.15, 0.06],
      [0.85, 0.06],
      [0.4, 0.96],
    ],
  ],
  /** To and fro over everything. */
  scribble: [
    Array.from({ length: 60 }, (_, step) => [
      0.5 + 0.5 * Math.sin(step * 2.4) * Math.cos(step * 0.37),
      0.5 + 0.5 * Math.cos(step * 1.7 + 1) * Math.sin(step * 0.53 + 0.4),
    ]),
  ],
}

/** Points of an arc, angles in degrees from the right and clockwise, as the screen has them. */
function around(x: number, y: number, rx: number, ry: number, from: number, to: number): [number, number][] {
  return Array.from({ length: 17 }, (_, step) => {
    const angle = ((from + ((to - from) * step) / 16) * Math.PI) / 180
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)]
  })
}

/** Where a figure is drawn: the middle of its box in shares of the pad, its height in shares of the pad's width. */
export interface Place {
  readonly x: number
  readonly y: number
  readonly size: number
}

export type Move = (kind: 'down' | 'move' | 'up', x: number, y: number) => Promise<void>

/** A hand with a mouse. */
export function mouse(page: Page): Move {
  return async (kind, x, y) => {
    await page.mouse.move(x, y)
    if (kind !== 'move') await page.mouse[kind]()
  }
}

/** A finger: events of touch from the browser itself, which it turns into pointer events as on a telephone. */
export async function finger(page: Page): Promise<Move> {
  const session = await page.context().newCDPSession(page)
  return async (kind, x, y) => {
    const type = ({ down: 'touchStart', move: 'touchMove', up: 'touchEnd' } as const)[kind]
    await session.send('Input.dispatchTouchEvent', { type, touchPoints: kind === 'up' ? [] : [{ x, y }] })
  }
}

/** Draws a figure on the pad of a page, or on another, such as that of a frame. */
export async function draw(
  page: Page,
  move: Move,
  figure: keyof typeof paths,
  { x, y, size }: Place,
  surface: Locator = page.locator('.pad'),
): Promise<void> {
  const pad = (await surface.boundingBox())!
  const side = size * pad.width
  // Digits are higher than they are wide.
  const at = ([u, v]: readonly [number, number]) =>
    [pad.x + x * pad.width + (u - 0.5) * side * 0.75, pad.y + y * pad.height + (v - 0.5) * side] as const
  for (const stroke of paths[figure]!) {
    await move('down', ...at(stroke[0]!))
    for (const point of stroke.slice(1)) await move('move', ...at(point))
    await move('up', ...at(stroke.at(-1)!))
  }
}
