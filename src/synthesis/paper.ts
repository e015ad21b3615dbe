import { type Random, randomStream, uniformBetween } from '../random.js'
import { blur } from './blur.js'
import type { Canvas } from './pen.js'
import { drawStrokes, emptyCanvas } from './pen.js'

export type Color = readonly [red: number, green: number, blue: number]

/** What a photo of a paper looks like; gray levels are 0–255 before the light falls on them. */
export interface Look {
  readonly paper: Color
  /** The color of ink that covers wholly. */
  readonly ink: Color
  /** What is printed on the paper, how far apart in pixels, and how strongly, 0–1. */
  readonly rules: { readonly kind: 'none' | 'lines' | 'squares'; readonly spacing: number; readonly strength: number }
  /** How much light is lost from one side to the other, 0–1, and where it comes from (radians). */
  readonly falloff: number
  readonly lightFrom: number
  /** Soft round shadows: how many, and how deep, 0–1. */
  readonly blobs: number
  readonly blobDepth: number
  /** A shadow with an edge: how deep, 0–1, and over how many pixels it fades in. */
  readonly shadow: number
  readonly shadowEdge: number
  /** Unevenness of the paper, and the camera's noise: standard deviations in gray levels. */
  readonly grain: number
  readonly noise: number
  /** Passes of a 3 × 3 mean. */
  readonly blur: number
  /** Width of the dark table that shows beside the paper, as a share of the picture. */
  readonly table: number
}

/** A sheet of white paper in even light. */
export const plainLook: Look = {
  paper: [245, 245, 245],
  ink: [30, 30, 35],
  rules: { kind: 'none', spacing: 40, strength: 0 },
  falloff: 0,
  lightFrom: 0,
  blobs: 0,
  blobDepth: 0,
  shadow: 0,
  shadowEdge: 20,
  grain: 0,
  noise: 0,
  blur: 0,
  table: 0,
}

const inks: readonly Color[] = [
  [25, 25, 30],
  [40, 50, 130],
  [30, 40, 90],
  [170, 40, 45],
  [95, 95, 98],
]

/** Draws a look at random: papers, pens, lights and cameras as they come. Rules and table are left out: set them. */
export function randomLook(random: Random): Look {
  const between = uniformBetween(random)
  const sometimes = (share: number, value: number) => (random.uniform() < share ? value : 0)
  const white = between(185, 250)
  const warmth = between(0, 25)
  return {
    ...plainLook,
    paper: [white, white - warmth / 3, white - warmth],
    ink: inks[random.integer(inks.length)]!,
    falloff: between(0, 0.5),
    lightFrom: between(0, 2 * Math.PI),
    blobs: random.integer(4),
    blobDepth: between(0.05, 0.35),
    shadow: sometimes(0.4, between(0.1, 0.45)),
    shadowEdge: between(4, 60),
    grain: between(0, 5),
    noise: between(0, 6),
    blur: random.integer(3),
  }
}

/**
 * Photographs ink on paper.
 *
 * @param ink 0 (none) to 1 (covers wholly)
 * @param seed of shadows, grain and noise
 * @returns red, green and blue, bytes 0–255: [height × width × 3]
 */
export function photograph(
  ink: Canvas,
  look: Look,
  seed: number,
): { readonly data: Uint8Array; readonly width: number; readonly height: number } {
  const { width, height } = ink
  const [light, rules] = [lightOn(ink, look, seed), rulesOn(ink, look)]
  const table = look.table * width
  const random = randomStream(seed, 'camera')
  const planes = [0, 1, 2].map(() => new Float32Array(width * height))
  const grain = emptyCanvas(width, height)
  if (look.grain > 0) {
    for (let i = 0; i < grain.data.length; i++) grain.data[i] = 3.46 * look.grain * (random.uniform() - 0.5)
    blur(grain)
    for (let i = 0; i < grain.data.length; i++) grain.data[i]! *= 3
  }
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const onTable = x + 0.1 * y < table
      for (const [channel, grayLevels] of planes.entries()) {
        const rule = channel === 2 ? 0.5 * rules.data[at]! : rules.data[at]!
        const paper = look.paper[channel]! * (1 - rule)
        const surface = onTable ? 60 - 8 * channel : paper + ink.data[at]! * (look.ink[channel]! - paper)
        grayLevels[at] = (surface + grain.data[at]!) * light.data[at]!
      }
    }
  for (const grayLevels of planes)
    for (let pass = 0; pass < look.blur; pass++) blur({ data: grayLevels, width, height })
  const data = new Uint8Array(width * height * 3)
  for (let at = 0; at < width * height; at++) {
    // Three uniform numbers are near enough to a normal one, and quick.
    const noise = 2 * look.noise * (random.uniform() + random.uniform() + random.uniform() - 1.5)
    for (const [channel, grayLevels] of planes.entries())
      data[at * 3 + channel] = Math.min(255, Math.max(0, Math.round(grayLevels[at]! + noise)))
  }
  return { data, width, height }
}

/** The share of light that falls on each pixel. */
function lightOn({ width, height }: Canvas, look: Look, seed: number): Canvas {
  const light = emptyCanvas(width, height)
  const random = randomStream(seed, 'light')
  const size = Math.max(width, height)
  const [dx, dy] = [Math.cos(look.lightFrom) / size, Math.sin(look.lightFrom) / size]
  const blobs = Array.from({ length: look.blobs }, () => ({
    x: width * random.uniform(),
    y: height * random.uniform(),
    radius: size * (0.1 + 0.3 * random.uniform()),
  }))
  const angle = 2 * Math.PI * random.uniform()
  const [ex, ey, offset] = [Math.cos(angle), Math.sin(angle), 0.3 * size * (random.uniform() - 0.5)]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [u, v] = [x - width / 2, y - height / 2]
      let share = 1 - look.falloff * Math.min(1, Math.max(0, 0.5 + u * dx + v * dy))
      for (const blob of blobs)
        share *= 1 - look.blobDepth * Math.exp(-((x - blob.x) ** 2 + (y - blob.y) ** 2) / blob.radius ** 2)
      const into = Math.min(1, Math.max(0, (u * ex + v * ey + offset) / look.shadowEdge))
      light.data[y * width + x] = share * (1 - look.shadow * into)
    }
  return light
}

function rulesOn({ width, height }: Canvas, { rules }: Look): Canvas {
  const canvas = emptyCanvas(width, height)
  if (rules.kind === 'none') return canvas
  const slope = 0.01
  const lineWidth = Math.max(1, rules.spacing / 25)
  for (let y = rules.spacing / 2; y < height + slope * width; y += rules.spacing)
    drawStrokes(
      canvas,
      [
        [
          { x: 0, y },
          { x: width, y: y - slope * width },
        ],
      ],
      { width: lineWidth },
    )
  if (rules.kind === 'squares')
    for (let x = rules.spacing / 2; x < width; x += rules.spacing)
      drawStrokes(
        canvas,
        [
          [
            { x, y: 0 },
            { x: x + slope * height, y: height },
          ],
        ],
        { width: lineWidth },
      )
  for (let i = 0; i < canvas.data.length; i++) canvas.data[i]! *= rules.strength
  return canvas
}
