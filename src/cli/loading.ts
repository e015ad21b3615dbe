import type { OnProgress } from '../data/sources/progress.js'
import { createLiveLine, printError } from './output.js'

/** Shows downloads and notices on standard error while the dataset is loaded. `end` wipes what is not meant to stay. */
export function reportLoading({ quiet = false } = {}): { onProgress: OnProgress; end(): void } {
  const line = createLiveLine(process.stderr)
  const received = new Map<string, { bytes: number; of: number }>()
  return {
    onProgress(progress) {
      if (progress.kind === 'notice') {
        line.clear()
        printError(progress.message)
      } else if (!quiet) {
        const { dataset, url, receivedBytes, totalBytes } = progress
        if (!received.has(url) && !line.shown) printError(`downloading ${url}`)
        received.set(url, { bytes: receivedBytes, of: totalBytes ?? receivedBytes })
        line.update(() => {
          const sum = (key: 'bytes' | 'of') =>
            ([...received.values()].reduce((total, file) => total + file[key], 0) / 1e6).toFixed(1)
          return `Downloading ${dataset}: ${sum('bytes')} of ${sum('of')} MB`
        })
      }
    },
    end: () => line.clear(),
  }
}
