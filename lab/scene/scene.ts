import { computed, signal } from '@preact/signals'

/** A place on the pad, in widths of the pad from its upper left corner. */
export interface Point {
  readonly x: number
  readonly y: number
  /** How hard the pen is pressed, 0 to 1; 0.5 where it cannot tell. */
  readonly pressure: number
}

/** What one touch of the pen has drawn. */
export type Stroke = readonly Point[]

/** What is on the pad. */
export interface Scene {
  /** A picture that was brought, below the strokes; the pad then has its form. */
  readonly picture?: ImageBitmap
  readonly strokes: readonly Stroke[]
}

/** Width of the pen, in widths of the pad. */
export const PEN = 0.034

const empty: Scene = { strokes: [] }

/** What is on the pad, the stroke under way included. */
export const scene = signal<Scene>(empty)

/** Height of the pad, in widths; a picture brings its own. */
export const padHeight = signal(0.75)

const past = signal<readonly Scene[]>([])

export const canUndo = computed(() => past.value.length > 0)

export const isEmpty = computed(() => scene.value.strokes.length === 0 && !scene.value.picture)

/** Sets the pen down. */
export function startStroke(point: Point): void {
  change({ ...scene.value, strokes: [...scene.value.strokes, [point]] })
}

/** Moves the pen on; the points belong to the stroke that was started last. */
export function extendStroke(points: readonly Point[]): void {
  const strokes = [...scene.value.strokes]
  const last = strokes.pop()
  if (last) scene.value = { ...scene.value, strokes: [...strokes, [...last, ...points]] }
}

export function undo(): void {
  const before = past.value.at(-1)
  if (!before) return
  scene.value = before
  past.value = past.value.slice(0, -1)
}

export function clear(): void {
  if (!isEmpty.value) change(empty)
}

/** Puts a picture onto the pad, in place of all that was there. */
export function showPicture(picture: ImageBitmap): void {
  change({ picture, strokes: [] })
}

function change(next: Scene): void {
  past.value = [...past.value, scene.value]
  scene.value = next
}
