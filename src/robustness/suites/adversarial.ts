import { fgsm, pgd } from '../attacks.js'
import type { Condition, Suite } from '../suite.js'
import { asTheyAre } from './clean.js'

const attacks = { fgsm, pgd }
const distances = [0.1, 0.3]

/** Images that are made to be misread by the very model that they are shown to. */
export const adversarial: Suite = {
  name: 'adversarial',
  version: 1,
  about: 'attacks by FGSM and by PGD with 40 steps, each pixel within 0.1 or 0.3 of its range',
  attacks: true,
  conditions({ task, test, seed }) {
    return [
      asTheyAre(test),
      ...Object.entries(attacks).flatMap(([name, attack]) =>
        distances.map(
          (epsilon): Condition => ({
            name: `${name}_${epsilon}`,
            attacks: true,
            examples: model => attack(model, test, { epsilon, classes: task.classes.length, seed }),
          }),
        ),
      ),
    ]
  },
}
