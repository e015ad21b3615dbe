import type { Suite } from '../suite.js'
import { adversarial } from './adversarial.js'
import { clean } from './clean.js'
import { corrected } from './corrected.js'
import { mnistC } from './mnistC.js'
import { qmnist } from './qmnist.js'
import { shifts } from './shifts.js'

/** What `mnist evaluate --suite` takes. */
export type SuiteName = 'clean' | 'mnist-c' | 'shifts' | 'qmnist' | 'corrected' | 'adversarial'

/**
 * All suites, by their names, for `measureSuite`.
 *
 * @example suites['mnist-c'].about
 */
export const suites: Readonly<Record<SuiteName, Suite>> = {
  clean,
  'mnist-c': mnistC,
  shifts,
  qmnist,
  corrected,
  adversarial,
}
