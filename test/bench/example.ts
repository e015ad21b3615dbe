import type { ContestantResult, Results, Run, SectionResult } from '../../bench/results.js'
import { spread } from '../../bench/statistics.js'

/** A contestant with the given images per second, one for each round. */
export function contestant(name: string, rates: number[], more: Partial<ContestantResult> = {}): ContestantResult {
  const runs = rates.map(
    (rate, round): Run => ({
      round,
      wall_seconds: 10,
      cpu_seconds: 18,
      peak_megabytes: 300,
      figures: { images_per_second: rate, test_accuracy: 0.99 + round / 500 },
    }),
  )
  const spreads: ContestantResult['spreads'] = rates.length > 0 ? { images_per_second: spread(rates) } : {}
  return { name, label: `the ${name}`, runs, spreads, ratios: {}, ...more }
}

/** Results with one section. */
export function results(section: Partial<SectionResult> = {}): Results {
  return {
    machine: { processor: 'Test CPU', cores: 2, memoryGigabytes: 8, system: 'Linux 6 x64' },
    versions: { node: '20.0.0', onnxruntime: '1.0.0' },
    sections: {
      b: {
        title: 'Training',
        ratio: 'Times as fast',
        measures: [{ key: 'images_per_second', label: 'Images per second', digits: 0, better: 'higher' }],
        date: '2026-01-02T03:04:05.000Z',
        commit: 'abcdef0123',
        modified: false,
        threads: 2,
        rounds: 2,
        load: { average: 0.1, others: [0, 0.01], busy: false },
        contestants: [
          contestant('ours', [4000, 5000]),
          contestant('torch', [2000, 2000], {
            ratios: { images_per_second: { median: 2.25, low: 2, high: 2.5, count: 2 } },
          }),
          contestant('keras', [], { notMeasured: 'keras not installed' }),
        ],
        ...section,
      },
    },
  }
}
