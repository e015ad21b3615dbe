import { formatCount } from '../figures/format.js'
import type { RunRecord } from './record.js'

/** What run it is, for titles and announcements. */
export function titleOf({ name, seed, options }: Pick<RunRecord, 'name' | 'seed' | 'options'>): string {
  const part = options.limit === null ? '' : `, first ${formatCount(options.limit)} images`
  return `${name}, seed ${seed}${part}`
}
