/** A linear scale: gives the place of a value as a fraction of the axis. */
export interface Scale {
  (value: number): number
  /** Round values to draw the axis with. */
  ticks: number[]
  /** Writes a tick, with just as many decimals as the step between ticks needs. */
  format(tick: number): string
}

/**
 * Makes a linear scale that begins and ends on a tick; ticks are 1, 2 or 5 times a power of ten apart.
 *
 * @param domain the lowest and the highest value to show
 * @param unit what the ticks count in: 0.01 writes percentages
 */
export function linearScale([low, high]: [number, number], unit = 1): Scale {
  const step = roundStep((high - low) / unit / 5)
  const first = Math.floor(low / unit / step + 1e-9)
  const last = Math.ceil(high / unit / step - 1e-9)
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
  const scale = (value: number) => (value / unit / step - first) / (last - first)
  return Object.assign(scale, {
    ticks: Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step * unit),
    format: (tick: number) => (tick / unit).toFixed(decimals),
  })
}

/** Accuracy begins where the data does: between 0 and 1, everything worth seeing would touch the upper edge. */
export function accuracyScale(accuracies: readonly number[]): Scale {
  if (accuracies.length === 0) return linearScale([0, 1], 0.01)
  const low = Math.min(...accuracies)
  const high = Math.max(...accuracies)
  return linearScale(high - low < 0.005 ? [Math.max(0, low - 0.005), Math.min(1, high + 0.005)] : [low, high], 0.01)
}

/** Loss begins at zero, where a perfect net would be. */
export function lossScale(losses: readonly number[]): Scale {
  return linearScale([0, Math.max(0, ...losses) || 1])
}

/** Makes a scale from the first to the last epoch, with ticks at whole epochs. A single epoch stands in the middle. */
export function epochScale(first: number, last: number): Scale {
  const scale = (epoch: number) => (first === last ? 0.5 : (epoch - first) / (last - first))
  const step = Math.max(1, roundStep((last - first) / 5))
  const ticks = [first]
  for (let tick = (Math.floor(first / step) + 1) * step; tick <= last; tick += step) ticks.push(tick)
  // A first epoch just below a round number would touch it: 1 gives way to 2, but not to 5.
  if (ticks.length > 2 && ticks[1]! - first < step / 2) ticks.shift()
  return Object.assign(scale, { ticks, format: String })
}

/** The smallest of 1, 2 and 5 times a power of ten that is not below the step. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step || 1))
  return power * [1, 2, 5, 10].find(factor => factor * power >= step * (1 - 1e-9))!
}
