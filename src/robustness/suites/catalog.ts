import type { Suite } from '../suite.js'
import { clean } from './clean.js'
import { mnistC } from './mnistC.js'

/** All suites, by the names that `mnist evaluate --suite` takes. */
export const suites = { clean, 'mnist-c': mnistC } as const satisfies Record<string, Suite>

/** One of `suites`. */
export type SuiteName = keyof typeof suites
