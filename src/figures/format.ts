/** Writes a whole number with its thousands apart: 60000 as 60,000. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

/**
 * Writes a fraction as a percentage. What is not all is never rounded up to 100 %, and what is not nothing never
 * down to 0 %.
 *
 * @param fraction in [0, 1]
 * @param decimals after the point
 * @example formatPercent(0.9996, 1) // '>99.9 %'
 */
export function formatPercent(fraction: number, decimals: number): string {
  const step = 10 ** -decimals
  const percent = (fraction * 100).toFixed(decimals)
  if (fraction < 1 && Number(percent) >= 100) return `>${(100 - step).toFixed(decimals)} %`
  if (fraction > 0 && Number(percent) === 0) return `<${step.toFixed(decimals)} %`
  return `${fraction === 1 || fraction === 0 ? fraction * 100 : percent} %`
}

/** A duration for people. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?'
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
