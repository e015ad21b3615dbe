import { effect, signal } from '@preact/signals'
import type { Values } from '../../src/runtime/runtime.js'
import { ranked } from '../draw/answerWords.js'
import { answer, chosen, reader, ready } from '../reader/currentReading.js'

/** What each layer makes of the digit on the pad, by its name. */
export const activations = signal<Values | undefined>(undefined)

/** Which pixels decided for a digit or class, and whether it is the one that was answered. */
export interface Decision {
  readonly image: Uint8Array
  readonly digit: number
  readonly map: Float32Array
}

export const decision = signal<Decision | undefined>(undefined)

/** The digit whose reasons are asked for; undefined for the one that was answered. */
export const asked = signal<number | undefined>(undefined)

/** Milliseconds that the drawing rests before its reasons are looked for: that asks the network a hundred times. */
const REST = 150

/**
 * Watches the network while the room is open.
 *
 * @returns what ends it
 */
export function watch(): () => void {
  const stops = [effect(watchActivations), effect(watchDecision)]
  return () => {
    for (const stop of stops) stop()
  }
}

function watchActivations(): (() => void) | undefined {
  const image = answer.value?.digits[chosen.value]?.image
  if (!image || !ready.value) {
    activations.value = undefined
    return
  }
  let outdated = false
  void reader.activations(image).then(found => {
    if (!outdated) activations.value = found
  })
  return () => {
    outdated = true
  }
}

function watchDecision(): (() => void) | undefined {
  const reading = answer.value?.digits[chosen.value]
  const image = reading?.image
  if (!reading || !image || !ready.value) {
    decision.value = undefined
    return
  }
  const digit = asked.value ?? ranked(reading.probabilities)[0]!.digit
  let outdated = false
  const timer = setTimeout(async () => {
    const map = await reader.decided(image, digit)
    if (!outdated) decision.value = { image, digit, map }
  }, REST)
  return () => {
    outdated = true
    clearTimeout(timer)
  }
}
