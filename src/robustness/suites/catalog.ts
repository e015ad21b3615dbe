import type { Suite } from '../suite.js'
import { adversarial } from './adversarial.js'
import { clean } from './clean.js'
import { corrected } from './corrected.js'
import { mnistC } from './mnistC.js'
import { qmnist } from './qmnist.js'
import { shifts } from './shifts.js'

/** All suites, by the names that `mnist evaluate --suite` takes. */
export const suites = { clean, 'mnist-c': mnistC, shifts, qmnist, corrected, adversarial } as const satisfies Record<
  string,
  Suite
>

/** One of `suites`. */
export type SuiteName = keyof typeof suites
