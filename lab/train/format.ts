export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

/** A share of right answers; two places, as 10,000 images tell them apart. */
export function accuracy(share: number, places = 2): string {
  return `${(share * 100).toFixed(places)} %`
}

/** The same as short as it can be, for axes and legends. */
export function shortAccuracy(share: number): string {
  return `${Math.round(share * 1000) / 10} %`
}

/** Writes a value of a chart. */
export const formats = { loss: (value: number) => value.toFixed(2), accuracy: shortAccuracy }

export function seconds(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (value < 10) return `${value.toFixed(1)} s`
  if (value < 100) return `${Math.round(value)} s`
  const minutes = Math.round(value / 60)
  return minutes < 100 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`
}

export function shape(sizes: readonly number[]): string {
  return sizes.join(' × ')
}
