import type { Component } from './components.js'

/**
 * Puts strokes into lines of writing: each into the line whose nearest stroke is beside it, so that a line may slant. What is small
 * and floats just above or below a stroke, as the bar of a 5 does, belongs to its line too.
 *
 * @returns lines from the top; within a line, strokes from the left by their middles
 */
export function intoLines(components: readonly Component[]): Component[][] {
  const lines: Component[][] = []
  for (const one of [...components].sort((a, b) => b.box.height - a.box.height)) {
    const line = lines
      .map(line => ({ line, near: nearest(line, one) }))
      .filter(({ near }) => isBeside(near, one))
      .sort((a, b) => gapAcross(a.near, one) - gapAcross(b.near, one))[0]?.line
    if (line) line.push(one)
    else lines.push([one])
  }
  for (const line of lines) line.sort((a, b) => middle(a) - middle(b))
  return lines.sort((a, b) => top(a) - top(b))
}

const middle = ({ box }: Component) => box.x + box.width / 2
const top = (line: readonly Component[]) => Math.min(...line.map(({ box }) => box.y))

function gapAcross(a: Component, b: Component): number {
  return Math.max(a.box.x, b.box.x) - Math.min(a.box.x + a.box.width, b.box.x + b.box.width)
}

function nearest(line: readonly Component[], one: Component): Component {
  return line.reduce((best, other) => (gapAcross(other, one) < gapAcross(best, one) ? other : best))
}

function isBeside({ box: tall }: Component, { box }: Component): boolean {
  const shared = Math.min(tall.y + tall.height, box.y + box.height) - Math.max(tall.y, box.y)
  if (shared > 0.4 * box.height) return true
  const across = Math.max(tall.x, box.x) - Math.min(tall.x + tall.width, box.x + box.width)
  return box.height < 0.35 * tall.height && -shared < 0.25 * tall.height && across < 0.15 * tall.height
}
