/** Below this a number has faded: it no longer changes anything, and what is computed from it is soon below 1e-38. */
const FADED = 1e-30

/** Steps between two times that faded numbers are cleared: seldom enough to cost nothing, often enough that few get below 1e-38. */
const INTERVAL = 64

/**
 * Whether the memory of an optimizer is to be cleared of faded numbers after this step. What decays from step to step, as the slots of
 * inputs that are always 0 do, never gets to 0 but stays among the smallest numbers there are, for which some processors take a
 * hundred times as long. The step alone decides, so a resumed training clears when it would have.
 *
 * @param iteration counted from 1
 */
export function clearsFaded(iteration: number): boolean {
  return iteration % INTERVAL === 0
}

/** Sets to 0, in place, what is nearer to it than 1e-30. */
export function clearFaded(vector: Float32Array): void {
  for (let i = 0; i < vector.length; i++) {
    const value = vector[i]!
    if (value < FADED && value > -FADED) vector[i] = 0
  }
}
