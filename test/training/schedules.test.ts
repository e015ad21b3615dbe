import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { type ScheduleConfig, scheduleFrom, scheduleKinds } from '../../src/training/schedules.js'

/** All values of a training, one for each step. */
function values(config: ScheduleConfig, steps: number, stepsPerEpoch = steps): number[] {
  const schedule = scheduleFrom(config)
  return Array.from({ length: steps }, (_, step) => schedule({ step, steps, stepsPerEpoch }))
}

const share = (most = 1) => fc.double({ min: 0, max: most, maxExcluded: true, noNaN: true })
const lengths = fc.integer({ min: 1, max: 400 })

describe('oneCycle', () => {
  test('rises, falls and ends at the final value, whatever its options', () =>
    fc.assert(
      fc.property(lengths, share(0.99), share(), share(), (steps, warmup, start, final) => {
        const all = values({ kind: 'oneCycle', warmup, start, final }, steps)
        const peak = Math.floor(warmup * steps - 1)
        for (const [step, value] of all.entries()) {
          expect(value).toBeGreaterThanOrEqual(Math.min(start, final) - 1e-9)
          expect(value).toBeLessThanOrEqual(1 + 1e-9)
          if (step > 0 && step <= peak) expect(value).toBeGreaterThanOrEqual(all[step - 1]! - 1e-9)
          if (step > peak + 1) expect(value).toBeLessThanOrEqual(all[step - 1]! + 1e-9)
        }
        if (warmup * steps >= 1) expect(all[0]).toBeCloseTo(start, 6)
        expect(all.at(-1)).toBeCloseTo(final, 6)
      }),
    ))

  test('reaches its peak at the end of the warm-up where that falls on a step', () => {
    const all = values({ kind: 'oneCycle', warmup: 0.3 }, 100)
    expect(all[0]).toBeCloseTo(0.04, 12)
    expect(all[29]).toBeCloseTo(1, 12)
    expect(Math.max(...all)).toBe(all[29])
    expect(all[99]).toBeCloseTo(4e-6, 12)
  })

  // OneCycleLR(max_lr=1, total_steps=10, pct_start=0.3), by its formula: up over steps 0–2, down over steps 2–9.
  test('gives the values of PyTorch’s OneCycleLR over ten steps', () => {
    const expected = [0.04, 0.52, 1, 0.9504846, 0.8117457, 0.611262, 0.388742, 0.1882583, 0.0495194, 0.000004]
    for (const [step, value] of values({ kind: 'oneCycle', warmup: 0.3, start: 0.04, final: 4e-6 }, 10).entries())
      expect(value, `step ${step}`).toBeCloseTo(expected[step]!, 6)
  })

  // total_steps=5, pct_start=0.25: the peak lies between two steps, at 0.25.
  test('gives the values of PyTorch’s OneCycleLR where the peak falls between two steps', () => {
    const expected = [0.04, 0.9045089, 0.552266, 0.165438, 0.000004]
    for (const [step, value] of values({ kind: 'oneCycle', warmup: 0.25 }, 5).entries())
      expect(value, `step ${step}`).toBeCloseTo(expected[step]!, 6)
  })

  test('begins on its way down where there is no warm-up, as PyTorch’s does', () => {
    const all = values({ kind: 'oneCycle', warmup: 0, final: 0 }, 4)
    expect(all[0]).toBeCloseTo((1 + Math.cos(Math.PI / 4)) / 2, 12)
    expect(all[3]).toBeCloseTo(0, 12)
  })

  test('ends at the final value even where the way down is shorter than a step', () =>
    expect(values({ kind: 'oneCycle', warmup: 0.95 }, 10).at(-1)).toBeCloseTo(4e-6, 9))
})

describe('cosine', () => {
  test('falls from 1 to the final value', () =>
    fc.assert(
      fc.property(lengths, share(), (steps, final) => {
        const all = values({ kind: 'cosine', final }, steps)
        expect(all[0]).toBe(1)
        if (steps > 1) expect(all.at(-1)).toBeCloseTo(final, 9)
        for (const [step, value] of all.slice(1).entries()) expect(value).toBeLessThanOrEqual(all[step]!)
      }),
    ))
  test('is half way down at half time', () =>
    expect(values({ kind: 'cosine', final: 0.2 }, 11)[5]).toBeCloseTo(0.6, 12))
})

describe('step', () => {
  test('is multiplied by its factor after every so many epochs', () =>
    expect(values({ kind: 'step', factor: 0.5, epochs: 2 }, 15, 3)).toEqual([
      1, 1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25,
    ]))
  test('changes exactly where an epoch begins', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 9 }), (stepsPerEpoch, epoch) => {
        const schedule = scheduleFrom({ kind: 'step', factor: 0.5 })
        const at = (step: number) => schedule({ step, steps: 5000, stepsPerEpoch })
        expect(at(epoch * stepsPerEpoch)).toBe(0.5 ** epoch)
        expect(at(epoch * stepsPerEpoch - 1)).toBe(0.5 ** (epoch - 1))
      }),
    ))
})

test('constant is 1 throughout', () => expect(new Set(values({ kind: 'constant' }, 50))).toEqual(new Set([1])))

test('a training of one step has a finite rate under every schedule', () => {
  for (const kind of scheduleKinds) {
    const [value] = values({ kind }, 1)
    expect(value).toBeGreaterThanOrEqual(0)
    expect(value).toBeLessThanOrEqual(1)
  }
})

describe('linear', () => {
  test('falls in a straight line from 1 to the final value', () => {
    const all = values({ kind: 'linear', final: 0.2 }, 5)
    for (const [step, expected] of [1, 0.8, 0.6, 0.4, 0.2].entries()) expect(all[step]).toBeCloseTo(expected, 12)
  })
})

describe('cosineRestarts', () => {
  test('falls to the final value again and again, each time for so many times as long', () => {
    const all = values({ kind: 'cosineRestarts', epochs: 1, factor: 2, final: 0.1 }, 28, 4)
    for (const start of [0, 4, 12]) expect(all[start], `step ${start}`).toBe(1)
    expect(all[2]).toBeCloseTo(0.55, 12)
    expect(all[8]).toBeCloseTo(0.55, 12)
    expect(all[20]).toBeCloseTo(0.55, 12)
    for (const [step, value] of all.slice(1).entries())
      if (![4, 12].includes(step + 1)) expect(value, `step ${step + 1}`).toBeLessThan(all[step]!)
  })
  test('restarts after as many epochs each time where the factor is 1', () =>
    expect(values({ kind: 'cosineRestarts', epochs: 2, factor: 1 }, 12, 2).filter(value => value === 1).length).toBe(3))
})

describe('reduceOnPlateau', () => {
  const at = (losses: number[], options = {}) =>
    scheduleFrom({ kind: 'reduceOnPlateau', factor: 0.5, patience: 2, ...options })({
      step: losses.length,
      steps: 100,
      stepsPerEpoch: 1,
      history: losses.map(validationLoss => ({ validationLoss, trainAccuracy: -validationLoss })),
    })
  test('reduces the rate once what is monitored has not fallen for as long as patience says', () => {
    expect([[], [3], [3, 2, 2.5], [3, 2, 2.5, 1.9], [3, 2, 2, 2]].map(losses => at(losses))).toEqual([1, 1, 1, 1, 0.5])
    expect(at([3, 2, 2, 2, 2, 2])).toBe(0.25)
    expect(at([3, 2, 2, 2, 1, 1])).toBe(0.5)
  })
  test('takes a fall of less than minDelta for none, waits while it cools down, and never goes below the final value', () => {
    expect(at([3, 2.95, 2.9], { minDelta: 0.2 })).toBe(0.5)
    expect([3, 5, 6, 8, 9].map(epochs => at(Array(epochs).fill(3), { cooldown: 2 }))).toEqual([
      0.5, 0.5, 0.25, 0.25, 0.125,
    ])
    expect(at(Array(40).fill(3), { final: 0.3 })).toBe(0.3)
  })
  test('watches any key of the history, and says so where there is none of that name', () => {
    expect(at([3, 2, 1], { monitor: 'trainAccuracy' })).toBe(0.5)
    expect(() => at([3], { monitor: 'validationAccuracy' })).toThrow(
      'schedule reduceOnPlateau: expected validationAccuracy among validationLoss, trainAccuracy, received nothing',
    )
  })
})

describe('a warm-up', () => {
  test('rises in a straight line before each schedule, which takes the steps after it', () => {
    for (const kind of ['constant', 'step', 'linear', 'cosine', 'cosineRestarts', 'reduceOnPlateau'] as const) {
      const all = values({ kind, warmup: 0.2 }, 20)
      for (const [step, expected] of [0.2, 0.4, 0.6, 0.8, 1].entries())
        expect(all[step], `${kind}, step ${step}`).toBeCloseTo(expected, 12)
    }
    const [plain, warm] = [values({ kind: 'cosine' }, 16), values({ kind: 'cosine', warmup: 0.2 }, 20)]
    for (const [step, value] of plain.entries()) expect(warm[step + 4]).toBeCloseTo(value, 12)
  })
})

describe('a schedule that is not known or out of range is refused', () => {
  const cases: [unknown, string][] = [
    ...['exponential', 'toString', 'constructor', '__proto__', null].map((kind): [unknown, string] => [
      JSON.parse(`{"kind": ${JSON.stringify(kind)}}`),
      `schedule: expected kind to be one of constant, step, linear, cosine, cosineRestarts, reduceOnPlateau, oneCycle, received ${JSON.stringify(kind)}`,
    ]),
    [null, 'schedule: expected an object of options, received null'],
    ['cosine', 'schedule: expected an object of options, received "cosine"'],
    [{ kind: 'constant', warmup: 1 }, 'schedule constant: expected warmup to be in [0, 1), received 1'],
    [{ kind: 'constant', final: 1 }, 'schedule constant: unknown option "final"; allowed is warmup'],
    [
      { kind: 'cosineRestarts', factor: 0 },
      'schedule cosineRestarts: expected factor to be a positive integer, received 0',
    ],
    [{ kind: 'reduceOnPlateau', factor: 1 }, 'schedule reduceOnPlateau: expected factor to be in [0, 1), received 1'],
    [{ kind: 'step', epochs: 0 }, 'schedule step: expected epochs to be a positive integer, received 0'],
    [{ kind: 'step', factor: 0 }, 'schedule step: expected factor to be a number > 0, received 0'],
    [{ kind: 'cosine', final: 1 }, 'schedule cosine: expected final to be in [0, 1), received 1'],
    [{ kind: 'oneCycle', warmUp: 0.3 }, 'schedule oneCycle: unknown option "warmUp"; allowed are warmup, start, final'],
    [{ kind: 'oneCycle', warmup: 1 }, 'schedule oneCycle: expected warmup to be in [0, 1), received 1'],
  ]
  for (const [config, message] of cases)
    test(JSON.stringify(config), () =>
      expect(() => scheduleFrom(config as ScheduleConfig)).toThrow(new UsageError(message)),
    )
})
