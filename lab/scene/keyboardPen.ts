import { signal } from '@preact/signals'
import { clear, extendStroke, padHeight, startStroke, undo } from './scene.js'

/** The pen that the keyboard moves: where it is, and whether it is set down. */
export const keyboardPen = signal({ x: 0.5, y: 0.3, down: false })

/** Step of an arrow key, in widths of the pad; with Shift, a finer one. */
const STEP = 0.03
const FINE_STEP = 0.01

const directions: Record<string, readonly [x: number, y: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** Answers a key on the pad. Returns whether it was one of the pad's. */
export function pressKey({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey) {
    if (key.toLowerCase() !== 'z' || shiftKey) return false
    liftPen()
    undo()
    return true
  }
  if (altKey) return false
  const direction = directions[key]
  if (direction) movePen(direction, shiftKey ? FINE_STEP : STEP)
  else if (key === ' ') togglePen()
  else if (key === 'Backspace') {
    liftPen()
    undo()
  } else if (key === 'Delete') {
    liftPen()
    clear()
  } else return false
  return true
}

/** Lifts the keyboard's pen, as when the pad is left. */
export function liftPen(): void {
  if (keyboardPen.value.down) keyboardPen.value = { ...keyboardPen.value, down: false }
}

function togglePen(): void {
  const { x, y, down } = keyboardPen.value
  keyboardPen.value = { x, y, down: !down }
  if (!down) startStroke({ x, y, pressure: 0.5 })
}

function movePen([dx, dy]: readonly [number, number], step: number): void {
  const { x, y, down } = keyboardPen.value
  const next = {
    x: Math.min(1, Math.max(0, x + dx * step)),
    y: Math.min(padHeight.value, Math.max(0, y + dy * step)),
  }
  keyboardPen.value = { ...next, down }
  if (down) extendStroke([{ ...next, pressure: 0.5 }])
}
