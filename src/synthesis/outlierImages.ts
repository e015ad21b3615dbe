import { type Random, randomStream, uniformBetween } from '../random.js'
import { mnistTask } from '../task.js'
import { normalizeDigit } from './normalize.js'
import { drawStrokes, emptyCanvas, type Point, type Stroke, smoothCurve } from './pen.js'

/**
 * Draws images of what is no digit: letters, scribbles, signs and noise, in the form of MNIST. A net that has seen them is
 * undecided about the like, instead of calling each some digit.
 *
 * Letters that people also write for a digit, such as O, I, S, Z, Y, b, q and g, are left out.
 *
 * @param count how many, a whole number
 * @param seed they follow from it
 * @returns bytes 0–255, ink bright: [count × height × width]
 * @example drawOutlierImages(6000, 0)
 */
export function drawOutlierImages(count: number, seed: number): Uint8Array {
  const images = new Uint8Array(count * SIDE * SIDE)
  for (let image = 0; image < count; image++) {
    const random = randomStream(seed, 'nonDigit', image)
    images.set(drawOutlierImage(random), image * SIDE * SIDE)
  }
  return images
}

const [, SIDE] = mnistTask.imageShape
/** Pixels along the side of the sheet that strokes are drawn on, before they are fitted into MNIST's form. */
const SHEET = 72

function drawOutlierImage(random: Random): Uint8Array {
  const between = uniformBetween(random)
  const kind = random.uniform()
  if (kind < 0.1) return drawNoise(random)
  const strokes = kind < 0.55 ? letter(random) : kind < 0.9 ? scribble(random) : sign(random)
  const canvas = emptyCanvas(SHEET, SHEET)
  drawStrokes(canvas, strokes, { width: between(3, 11) })
  return normalizeDigit(canvas) ?? new Uint8Array(SIDE * SIDE)
}

/** Letters that nobody takes for a digit: strokes as corners, each a column 0–4 and a row 0–6. */
const letters = [
  '06 20 46, 14 34', // A
  '41 20 02 04 26 45', // C
  '00 06, 00 30 42 44 36 06', // D
  '40 00 06 46, 03 33', // E
  '40 00 06, 03 33', // F
  '00 06, 40 46, 03 43', // H
  '10 40, 30 34 16 05', // J
  '00 06, 40 03 46', // K
  '00 06 46', // L
  '06 00 23 40 46', // M
  '06 00 46 40', // N
  '06 00, 00 30 41 32 03', // P
  '06 00 30 41 32 03, 23 46', // R
  '00 40, 20 26', // T
  '00 04 26 44 40', // U
  '00 26 40', // V
  '00 16 22 36 40', // W
  '00 46, 40 06', // X
  '42 22 03 05 26 44, 42 46', // a
  '40 46, 42 22 03 05 26 45', // d
  '04 44 42 22 03 05 26 45', // e
  '40 30 21 26, 03 43', // f
  '00 06, 03 22 43 46', // h
  '00 06, 32 04 36', // k
  '06 02, 03 12 23 26, 23 32 43 46', // m
  '06 02, 03 22 43 46', // n
  '06 02, 04 12 32', // r
  '20 25 36 46, 02 42', // t
  '02 05 26 45, 42 46', // u
  '02 16 23 36 42', // w
].map(strokes => cornersOf(strokes, 4, 6))

/** A letter, slanted, stretched, rounded and shaken as a hand would. */
function letter(random: Random): Stroke[] {
  const between = uniformBetween(random)
  const size = between(30, 50)
  const [width, slant] = [size * between(0.45, 1.1), between(-0.4, 0.4)]
  const turn = between(-0.25, 0.25)
  const shake = between(0.3, 2.5)
  const steps = random.uniform() < 0.6 ? 6 : 1
  return letters[random.integer(letters.length)]!.map(stroke =>
    smoothCurve(
      stroke.map(([x, y]) => {
        const v = size * (y - 0.5)
        const u = width * (x - 0.5) - slant * v
        return {
          x: SHEET / 2 + u * Math.cos(turn) - v * Math.sin(turn) + shake * random.normal(),
          y: SHEET / 2 + u * Math.sin(turn) + v * Math.cos(turn) + shake * random.normal(),
        }
      }),
      steps,
    ),
  )
}

/** One to three long lines without aim: wandering, or to and fro. */
function scribble(random: Random): Stroke[] {
  const lines = 1 + random.integer(3)
  return Array.from({ length: lines }, () => {
    const points = 5 + random.integer(14)
    const zigzag = random.uniform() < 0.3
    return smoothCurve(
      Array.from({ length: points }, (_, i): Point => {
        if (!zigzag) return anywhere(random)
        const along = 8 + ((SHEET - 16) * i) / (points - 1)
        return { x: along + 4 * random.normal(), y: (i % 2 ? 0.25 : 0.75) * SHEET + 8 * random.normal() }
      }),
      random.uniform() < 0.8 ? 8 : 1,
    )
  })
}

/** Strokes as corners, each a column and a row 0–8. */
const signs = [
  '04 84', // dash
  '00 88, 80 08', // cross
  '04 84, 40 48', // plus
  '02 82, 06 86', // equals
  '04 38 80', // tick
  '40 88 08 40', // triangle
  '28 40 68 03 83 28', // star
  '20 28, 60 68, 03 83, 05 85', // hash
  '04 84 62, 84 66', // arrow
  '40 48, 12 76, 16 72', // asterisk
].map(strokes => cornersOf(strokes, 8, 8))

function sign(random: Random): Stroke[] {
  const between = uniformBetween(random)
  const [width, height] = [between(30, 50), between(30, 50)]
  const shake = between(0.5, 3)
  return signs[random.integer(signs.length)]!.map(stroke =>
    stroke.map(([x, y]) => ({
      x: SHEET / 2 + width * (x - 0.5) + shake * random.normal(),
      y: SHEET / 2 + height * (y - 0.5) + shake * random.normal(),
    })),
  )
}

/** Each pixel for itself, or clouds of them, or a few specks. */
function drawNoise(random: Random): Uint8Array {
  const between = uniformBetween(random)
  const kind = random.integer(3)
  const coarse = kind === 1 ? 3 + random.integer(6) : 1
  const values = Float32Array.from({ length: SIDE * SIDE }, () => random.uniform())
  const density = kind === 2 ? between(0.01, 0.1) : between(0.3, 1)
  return Uint8Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [row, column] = [Math.floor(i / SIDE), i % SIDE]
    const value = values[Math.floor(row / coarse) * SIDE + Math.floor(column / coarse)]!
    return value < density ? (255 * value) / density : 0
  })
}

/** Corners in [0, 1] × [0, 1]. */
function cornersOf(strokes: string, columns: number, rows: number) {
  return strokes
    .split(', ')
    .map(stroke => stroke.split(' ').map(([x, y]) => [Number(x) / columns, Number(y) / rows] as const))
}

function anywhere(random: Random): Point {
  const between = uniformBetween(random)
  return { x: between(6, SHEET - 6), y: between(6, SHEET - 6) }
}
