import type { Runtime, Values } from '../../src/runtime/runtime.js'

/** An engine whose bound programs yield something else in the calling thread. */
export const wrongEngine = (right: Runtime, change: (fetches: Values) => void): Runtime => ({
  ...right,
  compile: async (model, options) => {
    const program = await right.compile(model, options)
    return {
      ...program,
      bind(feeds, fetches) {
        const run = program.bind(feeds, fetches)
        return async () => {
          await run()
          change(fetches)
        }
      },
    }
  },
})
