import type { Random } from '../random.js'
import { type Hand, randomHand } from './hand.js'
import { letters } from './letters.js'
import { type Outline, writeOutlines } from './outlines.js'
import { type Stroke, smoothCurve } from './pen.js'

/** Letters as a joined hand writes them: in from the lower left, out to where the next begins; then dots and bars. */
const joinedLetters: readonly (readonly Outline[])[] = [
  ['0,98 20,60 40,46 22,44 10,66 14,94 30,92 42,50 42,84 52,100 64,96'], // a
  ['0,98 22,50 24,4 14,4 10,60 12,94 28,98 34,74 24,66 40,72 50,70'], // b
  ['0,98 14,70 36,46 20,46 10,70 18,96 34,100 52,94'], // c
  ['0,98 20,60 40,48 22,44 10,68 16,96 32,90 44,40 48,0 44,60 46,94 60,96'], // d
  ['0,96 22,76 34,54 22,44 10,62 14,92 30,100 50,92'], // e
  ['0,98 22,40 26,4 16,4 14,60 12,126 22,120 18,96 40,94'], // f
  ['0,98 20,60 38,48 20,44 10,68 18,94 34,80 40,50 40,110 26,130 16,118 44,94 56,94'], // g
  ['0,98 20,50 26,4 16,0 10,40 8,100 16,62 30,46 38,60 38,92 52,96'], // h
  ['0,98 14,60 18,46 16,84 24,100 38,94', '22,22 24,23'], // i
  ['0,98 20,50 26,4 16,0 10,40 8,100 18,64 34,48 34,62 16,70 34,94 50,96'], // k
  ['0,98 22,50 26,6 16,0 10,40 12,90 24,100 40,94'], // l
  ['0,96 8,52 10,98 16,56 26,46 30,60 30,98 36,58 46,46 52,60 52,92 66,96'], // m
  ['0,96 8,52 10,98 18,56 30,46 36,60 36,92 50,96'], // n
  ['0,98 10,64 24,46 10,60 10,90 26,98 36,74 26,48 34,56 54,52'], // o
  ['0,98 10,50 8,126 10,60 24,46 36,62 28,94 12,92 40,98 50,94'], // p
  ['0,98 14,48 20,54 32,50 30,84 38,98 50,94'], // r
  ['0,98 18,50 26,72 24,94 8,96 26,98 44,92'], // s
  ['0,98 16,40 20,10 16,80 24,100 40,94', '4,42 34,38'], // t
  ['0,98 10,48 10,86 20,98 34,80 36,48 36,88 44,100 56,94'], // u
  ['0,96 8,48 20,98 34,50 46,52'], // v
  ['0,96 8,50 14,96 26,60 34,96 48,50 60,52'], // w
  ['0,98 8,48 10,84 22,94 36,54 36,110 24,130 14,118 40,96 54,92'], // y
]

/**
 * Writes a word of two to eight letters: joined, or each letter for itself, in capitals or small.
 *
 * @param options.hand whose writing. Defaults to a new person's.
 * @returns strokes around the point (0, 0), capitals 1 high, as wide as it gets
 */
export function wordStrokes(random: Random, { hand = randomHand(random) }: { readonly hand?: Hand } = {}): Stroke[] {
  const count = 2 + random.integer(7)
  const wobble = 0.01 + 0.025 * random.uniform()
  const kind = random.uniform()
  const strokes =
    kind < 0.5
      ? joinedWord(count, random, wobble)
      : printedWord(count, letters[kind < 0.8 ? 'lower' : 'upper'], random, wobble)
  return centered(hand.write(strokes))
}

/** A hand that leaves outlines as they are; the word is slanted as a whole. */
const plainHand: Hand = { slant: 0, stretch: 1, write: strokes => [...strokes] }

function printedWord(
  count: number,
  alphabet: readonly (readonly Outline[])[],
  random: Random,
  wobble: number,
): Stroke[] {
  const gap = 0.1 + 0.25 * random.uniform()
  let right = 0
  return Array.from({ length: count }, () => {
    const glyph = writeOutlines(alphabet[random.integer(alphabet.length)]!, random, { wobble, hand: plainHand })
    const xs = glyph.flat().map(point => point.x)
    const shift = right - Math.min(...xs)
    right = Math.max(...xs) + shift + gap
    return glyph.map(stroke => moved(stroke, shift))
  }).flat()
}

function joinedWord(count: number, random: Random, wobble: number): Stroke[] {
  const stretch = 0.8 + 0.6 * random.uniform()
  const line: { x: number; y: number }[] = []
  const rest: Stroke[] = []
  let start = 0
  for (let letter = 0; letter < count; letter++) {
    const [body, ...marks] = joinedLetters[random.integer(joinedLetters.length)]! as [Outline, ...Outline[]]
    const placed = (outline: Outline) =>
      outline.split(' ').map(place => {
        const [x, y] = place.split(',').map(Number) as [number, number]
        return {
          x: start + (stretch * x) / 100 + wobble * random.normal(),
          y: y / 100 - 0.5 + wobble * random.normal(),
        }
      })
    const points = placed(body)
    rest.push(...marks.map(mark => smoothCurve(placed(mark), 3)))
    line.push(...(letter === 0 ? points : points.slice(1)))
    start += (stretch * Number(body.split(' ').at(-1)!.split(',')[0])) / 100
  }
  return [smoothCurve(line, 5), ...rest]
}

function moved(stroke: Stroke, by: number): Stroke {
  return stroke.map(point => ({ ...point, x: point.x + by }))
}

function centered(strokes: readonly Stroke[]): Stroke[] {
  const xs = strokes.flat().map(point => point.x)
  const middle = (Math.min(...xs) + Math.max(...xs)) / 2
  return strokes.map(stroke => moved(stroke, -middle))
}
