/** Lets work begin while all that is in progress weighs no more than a limit, in the order of asking. */
export interface Gate {
  /** Runs `work` once there is room for its weight; what weighs more than the limit waits to be alone. */
  pass<T>(weight: number, work: () => Promise<T>): Promise<T>
}

/**
 * @param limit what all work in progress may weigh together
 * @example const gate = createGate(256e6); await gate.pass(bytes, decode)
 */
export function createGate(limit: number): Gate {
  let within = 0
  const waiting: { weight: number; enter: () => void }[] = []
  const admit = () => {
    while (waiting.length > 0 && (within === 0 || within + waiting[0]!.weight <= limit)) {
      const { weight, enter } = waiting.shift()!
      within += weight
      enter()
    }
  }
  return {
    async pass(weight, work) {
      await new Promise<void>(enter => {
        waiting.push({ weight, enter })
        admit()
      })
      try {
        return await work()
      } finally {
        within -= weight
        admit()
      }
    },
  }
}
