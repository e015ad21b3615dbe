import { logUniformBetween, type Random, uniformBetween } from '../../random.js'
import { type Canvas, emptyCanvas } from '../pen.js'

/** How a page looks beside what is written on it; gray levels are 0 (black) to 1 (white) before the light falls on them. */
export interface PageLook {
  readonly paper: number
  readonly ink: number
  /** Ruled lines across, and down too where squared: pixels between them, how broad, how strong (0–1), and how slanted. */
  readonly rules: {
    readonly across: boolean
    readonly down: boolean
    readonly spacing: number
    readonly width: number
    readonly strength: number
    readonly slope: number
  } | null
  /** A printed pattern of waves, as on a cheque: how strong, and pixels of a wave. */
  readonly pattern: { readonly strength: number; readonly length: number; readonly angle: number } | null
  /** What lies beside the paper: its gray level, and the line where it begins. */
  readonly table: { readonly gray: number; readonly angle: number; readonly offset: number } | null
  /** Share of the light that is lost from one side to the other, and in soft and in sharp shadows. */
  readonly falloff: number
  readonly shadow: {
    readonly depth: number
    readonly edge: number
    readonly angle: number
    readonly offset: number
  } | null
  /** Unevenness of the paper, and the noise of each pixel: standard deviations in gray levels. */
  readonly grain: number
  readonly noise: number
}

/**
 * Draws a look at random: a clean canvas, a scan or a photo.
 *
 * @param side of the page in pixels
 * @param opacity of the ink, 0–1: what lies around it is to leave it readable
 */
export function randomPage(random: Random, side: number, opacity: number): PageLook {
  const between = uniformBetween(random)
  const logBetween = logUniformBetween(random)
  const perhaps = <T>(share: number, make: () => T): T | null => (random.uniform() < share ? make() : null)
  const turn = () => 2 * Math.PI * random.uniform()
  const kind = random.uniform()
  const clean = kind < 0.35
  const scan = !clean && kind < 0.55
  const paper = clean ? 1 : between(0.45, 1)
  // Most ink is dark; pale pencils and bad light leave a tenth of the contrast.
  const contrast = random.uniform() < 0.7 ? between(0.45, 1) : logBetween(0.09, 0.6)
  const visible = contrast * opacity
  return {
    paper,
    ink: paper * (1 - contrast),
    rules: perhaps(clean ? 0.04 : 0.25, () => ({
      across: random.uniform() < 0.85,
      down: random.uniform() < 0.45,
      spacing: between(0.15, 0.7) * side,
      width: between(0.5, 2),
      strength: between(0.1, 1.1) * visible,
      slope: 0.04 * random.normal(),
    })),
    pattern: perhaps(clean ? 0 : 0.12, () => ({
      strength: between(0.05, 0.45) * visible,
      length: between(4, 24),
      angle: turn(),
    })),
    table: perhaps(clean ? 0.02 : 0.12, () => ({
      gray: random.uniform() < 0.75 ? between(0, 0.4) : between(0.4, 1),
      angle: turn(),
      offset: between(0.3, 0.62) * side,
    })),
    falloff: clean ? 0 : scan ? between(0, 0.1) : between(0, Math.min(0.5, 1.5 * visible)),
    shadow: perhaps(clean || scan ? 0 : 0.4, () => ({
      depth: between(0.1, 0.6),
      edge: logBetween(1, 40),
      angle: turn(),
      offset: between(-0.4, 0.4) * side,
    })),
    grain: clean ? 0 : Math.min(0.12 * paper * visible, between(0, 0.02)),
    noise: clean ? 0 : Math.min(0.18 * paper * visible, logBetween(0.002, 0.05)),
  }
}

/** Draws the look of what is no paper: cloth, a wall, the grain of a camera in the dark, lines that cross. */
export function texturedPage(random: Random, side: number): PageLook {
  const between = uniformBetween(random)
  const logBetween = logUniformBetween(random)
  const paper = between(0.1, 1)
  const plain = randomPage(random, side, 1)
  return {
    ...plain,
    paper,
    ink: 0,
    rules:
      random.uniform() < 0.35
        ? {
            across: random.uniform() < 0.7,
            down: random.uniform() < 0.7,
            spacing: logBetween(0.06, 0.9) * side,
            width: logBetween(0.7, 8),
            strength: between(0.1, 0.9),
            slope: 0.1 * random.normal(),
          }
        : null,
    pattern:
      random.uniform() < 0.4
        ? { strength: between(0.05, 0.9), length: logBetween(3, 40), angle: 2 * Math.PI * random.uniform() }
        : null,
    grain: random.uniform() < 0.6 ? logBetween(0.004, 0.15) : 0,
    noise: random.uniform() < 0.7 ? logBetween(0.003, 0.15) : 0,
  }
}

/**
 * Puts ink on a page and looks at it.
 *
 * @param ink 0 (none) to 1 (covers wholly)
 * @returns gray levels 0–1 of the same size
 */
export function photographPage(ink: Canvas, look: PageLook, random: Random): Canvas {
  const { width, height } = ink
  const result = emptyCanvas(width, height)
  const { rules, pattern, table, shadow } = look
  const side = Math.max(width, height)
  const grain = look.grain > 0 ? unevenness(width, height, 2 + random.integer(8), look.grain, random) : null
  const light = 2 * Math.PI * random.uniform()
  const [lightX, lightY] = [Math.cos(light) / side, Math.sin(light) / side]
  const wave = pattern && {
    x: Math.cos(pattern.angle) * ((2 * Math.PI) / pattern.length),
    y: Math.sin(pattern.angle) * ((2 * Math.PI) / pattern.length),
  }
  const [first, firstDown] = rules ? [rules.spacing * random.uniform(), rules.spacing * random.uniform()] : [0, 0]
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      const [u, v] = [x - width / 2, y - height / 2]
      let gray = look.paper
      if (pattern && wave)
        gray *=
          1 -
          pattern.strength *
            (0.5 + 0.5 * Math.sin(wave.x * u + wave.y * v + 2 * Math.sin(0.08 * (wave.y * u - wave.x * v) * side)))
      if (rules) {
        let cover = 0
        if (rules.across) cover = Math.max(cover, lineCover(y + rules.slope * x - first, rules.spacing, rules.width))
        if (rules.down) cover = Math.max(cover, lineCover(x - rules.slope * y - firstDown, rules.spacing, rules.width))
        gray *= 1 - rules.strength * cover
      }
      if (grain) gray += grain[at]!
      gray += ink.data[at]! * (look.ink - gray)
      if (table && u * Math.cos(table.angle) + v * Math.sin(table.angle) > table.offset)
        gray = table.gray + (grain?.[at] ?? 0)
      let share = 1 - look.falloff * Math.min(1, Math.max(0, 0.5 + u * lightX + v * lightY))
      if (shadow) {
        const into = (u * Math.cos(shadow.angle) + v * Math.sin(shadow.angle) + shadow.offset) / shadow.edge
        share *= 1 - shadow.depth * Math.min(1, Math.max(0, into + 0.5))
      }
      result.data[at] = gray * share
    }
  return result
}

/** Adds what a camera adds: noise of each pixel. Gray levels are held within 0–1 and have 256 steps. */
export function exposed(grayLevels: Canvas, noise: number, random: Random): void {
  const { data } = grayLevels
  for (let at = 0; at < data.length; at++) {
    // Three uniform numbers are near enough to a normal one, and quick.
    const stray = noise > 0 ? 2 * noise * (random.uniform() + random.uniform() + random.uniform() - 1.5) : 0
    data[at] = Math.round(255 * Math.min(1, Math.max(0, data[at]! + stray))) / 255
  }
}

function lineCover(distance: number, spacing: number, width: number): number {
  const away = Math.abs(distance - spacing * Math.round(distance / spacing))
  return Math.min(1, width) * Math.min(1, Math.max(0, width / 2 + 0.5 - away))
}

/** Smooth noise: values of a coarse grid, and between them values between. */
function unevenness(width: number, height: number, cell: number, deviation: number, random: Random): Float32Array {
  const columns = Math.ceil(width / cell) + 2
  const rows = Math.ceil(height / cell) + 2
  const grid = Float32Array.from({ length: columns * rows }, () => 5 * deviation * (random.uniform() - 0.5))
  const result = new Float32Array(width * height)
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor(y / cell)
    const down = y / cell - row
    for (let x = 0; x < width; x++, at++) {
      const column = Math.floor(x / cell)
      const across = x / cell - column
      const above = row * columns + column
      const below = above + columns
      result[at] =
        (1 - down) * ((1 - across) * grid[above]! + across * grid[above + 1]!) +
        down * ((1 - across) * grid[below]! + across * grid[below + 1]!)
    }
  }
  return result
}
