import type { Component } from './components.js'
import { cutOut } from './cut.js'
import { intoLines } from './lines.js'
import type { Box, Picture, Stage } from './picture.js'
import { cutPlaces } from './splitting.js'
import { findStrokes, type Strokes } from './strokes.js'

/** Ink that may be one digit, in the form of MNIST. */
export interface PreparedGlyph {
  /** Bytes 0–255, ink bright: [height × width]. */
  readonly image: Uint8Array
  /** Where it lies, in pixels of the picture. */
  readonly box: Box
  /** Its line of writing, from 0 at the top. */
  readonly line: number
}

/** A run of pieces that may be one digit: some digits are of several strokes, and some strokes of several digits. */
export interface Candidate extends PreparedGlyph {
  /** Its pieces: from this one up to, and without, that one. */
  readonly from: number
  readonly to: number
  /** How unlikely it is by its form alone, before any network has seen it: 0 or below, as a logarithm. */
  readonly prior: number
}

/** A line of writing, cut into pieces from the left to the right. */
export interface PreparedLine {
  /** How many pieces there are. */
  readonly pieces: number
  /** What each run of them would be; every piece is in one of them at least. */
  readonly candidates: readonly Candidate[]
}

/** A written number, cut up: a network is to say which of the candidates are digits. */
export interface PreparedNumber {
  /** From the top to the bottom. */
  readonly lines: readonly PreparedLine[]
  /** What each step made of the picture; empty unless asked for. */
  readonly stages: readonly Stage[]
}

/**
 * Finds what may be the digits of a written number, which may have several lines, and brings each into the form of MNIST. Strokes
 * near each other may be one digit or several, and a broad stroke may be two digits that touch: all of these are candidates.
 *
 * @param options.stages whether to keep what each step made, to be shown. Default: false
 * @throws {UsageError} if the data do not fit width and height
 * @example const { lines } = prepareNumber({ data: pixels, width: 800, height: 600 })
 */
export function prepareNumber(picture: Picture, options: { readonly stages?: boolean } = {}): PreparedNumber {
  const stages: Stage[] = []
  const strokes = findStrokes(picture, options.stages ? stages : undefined)
  if (!strokes) return { lines: [], stages }
  const lines = intoLines(strokes.components).map((components, line) => prepareLine(strokes, components, line))
  return { lines: lines.filter(({ candidates }) => candidates.length > 0), stages }
}

/** A stroke, or a part of it between two places where it may be cut; in squares of the page. */
interface Piece {
  readonly stroke: Component
  readonly left: number
  readonly right: number
  /** Whether it begins or ends within its stroke. */
  readonly cutLeft: boolean
  readonly cutRight: boolean
}

/** More pieces than this are not one digit. */
const MOST_PIECES = 6

// Logarithms of how unlikely the form of a digit is.
/** Small beside its neighbours. */
const SMALL = -3
/** Its ink hangs together with a neighbour's. */
const CUT = -0.5
/** For each line's height of gap between its strokes. */
const GAP = -4
/** Two tall strokes side by side. */
const SIDE_BY_SIDE = -2
/** For each line's height that it is broader than a digit usually is. */
const BREADTH = -10
const USUAL_BREADTH = 0.9

function prepareLine(strokes: Strokes, components: readonly Component[], line: number): PreparedLine {
  const height = lineHeight(components)
  const pieces = components.flatMap(stroke => piecesOf(strokes, stroke, height))
  const candidates: Candidate[] = []
  for (let from = 0; from < pieces.length; from++)
    for (let to = from + 1; to <= Math.min(pieces.length, from + MOST_PIECES); to++) {
      const run = pieces.slice(from, to)
      const prior = priorOf(run, height)
      if (prior === null) continue
      const { image, box } = cutOut(strokes, glyphOfPieces(run))
      if (image) candidates.push({ image, box, line, from, to, prior })
    }
  return { pieces: pieces.length, candidates }
}

/** The height of its taller strokes. */
function lineHeight(components: readonly Component[]): number {
  const heights = components.map(({ box }) => box.height).sort((a, b) => b - a)
  const tall = heights.filter(height => height > 0.5 * heights[0]!)
  return tall[Math.floor(tall.length / 2)]!
}

function piecesOf({ labels, ink }: Strokes, stroke: Component, height: number): Piece[] {
  const { x, width } = stroke.box
  const cuts = cutPlaces(labels, ink.contrast.width, stroke, height)
  const edges = [x, ...cuts, x + width]
  return edges.slice(1).map((right, i) => ({
    stroke,
    left: edges[i]!,
    right,
    cutLeft: i > 0,
    cutRight: i < cuts.length,
  }))
}

/** How likely a run of pieces is one digit, by its form; null where it is none. */
function priorOf(run: readonly Piece[], height: number): number | null {
  const { box } = glyphOfPieces(run)
  const [first, last] = [run[0]!, run.at(-1)!]
  const isWhole = run.every(({ stroke }) => stroke === first.stroke) && !first.cutLeft && !last.cutRight
  if (!isWhole && box.width > 1.3 * Math.max(height, box.height)) return null
  let prior = box.height < 0.45 * height ? SMALL : 0
  prior += BREADTH * Math.max(0, box.width / Math.max(height, box.height) - USUAL_BREADTH)
  if (first.cutLeft) prior += CUT
  if (last.cutRight) prior += CUT
  let right = first.right
  for (const [i, { stroke, left, right: end }] of run.slice(1).entries()) {
    const before = run[i]!.stroke
    if (left - right > 0.4 * height) return null
    prior += GAP * (Math.max(0, left - right) / height)
    const tall = Math.min(stroke.box.height, before.box.height) > 0.6 * height
    if (stroke !== before && tall && left > right - 0.1 * height) prior += SIDE_BY_SIDE
    right = Math.max(right, end)
  }
  return prior
}

function glyphOfPieces(run: readonly Piece[]) {
  const components = [...new Set(run.map(({ stroke }) => stroke))]
  const x = Math.min(...run.map(({ left }) => left))
  const y = Math.min(...components.map(({ box }) => box.y))
  const width = Math.max(...run.map(({ right }) => right)) - x
  const height = Math.max(...components.map(({ box }) => box.y + box.height)) - y
  const mass = components.reduce((sum, { mass }) => sum + mass, 0)
  return { components, box: { x, y, width, height }, mass }
}
