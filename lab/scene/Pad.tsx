import { signal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { readsDigits } from '../model/current.js'
import { keyboardPen, liftPen, pressKey } from './keyboardPen.js'
import { Marks } from './Marks.js'
import { paintStrokes } from './paint.js'
import { extendStroke, isEmpty, type Point, padHeight, scene, startStroke } from './scene.js'
import './pad.css'

/** Whether the keyboard draws, so that its pen and its keys are shown. */
const byKeyboard = signal(false)

/** The pad to draw on: by mouse, finger, pen or keyboard. */
export function Pad() {
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const { picture } = scene.value

  useLayoutEffect(() => {
    const paper = canvas.current!
    const fit = () => {
      const { width, height } = frame.current!.getBoundingClientRect()
      padHeight.value = height / width
      paper.width = Math.round(width * devicePixelRatio)
      paper.height = Math.round(height * devicePixelRatio)
      paint(paper)
    }
    const observer = new ResizeObserver(fit)
    observer.observe(frame.current!)
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    scheme.addEventListener('change', fit)
    const stop = scene.subscribe(() => paint(paper))
    return () => {
      observer.disconnect()
      scheme.removeEventListener('change', fit)
      stop()
    }
  }, [])

  return (
    <div
      ref={frame}
      class={`pad ${picture ? 'pictured' : ''} ${byKeyboard.value ? 'keyboard' : ''}`}
      style={picture ? { aspectRatio: `${picture.width} / ${picture.height}` } : undefined}
    >
      <div
        class="surface"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes keys
        tabIndex={0}
        role="application"
        aria-label="Drawing pad"
        aria-describedby="pad-keys"
        onPointerDown={event => {
          if (event.button !== 0 || !event.isPrimary) return
          event.preventDefault() // a press of the mouse must not mark text
          event.currentTarget.focus({ preventScroll: true })
          byKeyboard.value = false // though the browser may think so
          liftPen()
          event.currentTarget.setPointerCapture(event.pointerId)
          startStroke(pointOf(event, canvas.current!))
        }}
        onPointerMove={event => {
          if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
          const events = event.getCoalescedEvents?.() ?? []
          extendStroke((events.length > 0 ? events : [event]).map(each => pointOf(each, canvas.current!)))
        }}
        onKeyDown={event => {
          if (!pressKey(event)) return
          event.preventDefault()
          byKeyboard.value = true
        }}
        onFocus={event => {
          byKeyboard.value = event.currentTarget.matches(':focus-visible')
        }}
        onBlur={() => {
          byKeyboard.value = false
          liftPen()
        }}
      >
        <canvas ref={canvas} />
      </div>
      <Marks />
      {isEmpty.value && (
        <p class="invitation" aria-hidden="true">
          {readsDigits.value ? 'Draw a digit here' : 'Draw here'}
          <small>{readsDigits.value ? 'or a whole number' : 'or open a picture'}</small>
        </p>
      )}
      {byKeyboard.value && (
        <span
          class={`pen ${keyboardPen.value.down ? 'down' : ''}`}
          style={{ left: `${keyboardPen.value.x * 100}%`, top: `${(keyboardPen.value.y / padHeight.value) * 100}%` }}
        />
      )}
      <p id="pad-keys" class={byKeyboard.value ? 'keys' : 'unseen'}>
        Arrow keys move the pen, Space sets it down or lifts it. Backspace takes back, Delete clears.
      </p>
    </div>
  )
}

function paint(paper: HTMLCanvasElement): void {
  const context = paper.getContext('2d')!
  const { picture, strokes } = scene.value
  context.clearRect(0, 0, paper.width, paper.height)
  if (picture) context.drawImage(picture, 0, 0, paper.width, paper.height)
  paintStrokes(context, strokes, paper.width, picture ? '#000' : getComputedStyle(paper).color)
}

function pointOf({ clientX, clientY, pressure, pointerType }: PointerEvent, paper: HTMLCanvasElement): Point {
  const { left, top, width } = paper.getBoundingClientRect()
  // Fingers and mice say something of pressure too, but nothing that a hand would mean.
  return { x: (clientX - left) / width, y: (clientY - top) / width, pressure: pointerType === 'pen' ? pressure : 0.5 }
}
