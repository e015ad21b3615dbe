import { createLiveLine } from './output.js'

/** Shows on standard error which condition of a suite is measured. `end` wipes it. */
export function reportSuiteProgress(suite: string) {
  const line = createLiveLine(process.stderr)
  return {
    onCondition: (name: string, index: number, count: number) =>
      line.update(() => `${suite}: ${name}, ${index + 1} of ${count}`),
    end: () => line.clear(),
  }
}
