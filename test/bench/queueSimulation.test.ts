import { expect, test } from 'vitest'
import { simulate } from '../../bench/queue/simulation.js'

const costs = { trainingSeconds: 10, waitSeconds: 0, driverSeconds: 0.01, serverSeconds: 0.001 }

test('few workers do what they would do if the queue cost nothing', () => {
  const { efficiency, trialsPerHour } = simulate({ ...costs, workers: 4 })
  expect(efficiency).toBeGreaterThan(0.98)
  expect(efficiency).toBeLessThan(1.02)
  expect(trialsPerHour).toBeCloseTo(1440 * efficiency, 6)
})

test('a worker that waits as long as it trains does half', () => {
  expect(simulate({ ...costs, workers: 4, waitSeconds: 10 }).efficiency).toBeCloseTo(0.5, 1)
})

test('many workers do no more than the process of the study, or the server, which then is always busy', () => {
  const byDriver = simulate({ ...costs, trainingSeconds: 1, workers: 400 })
  expect(byDriver.trialsPerHour / 3600).toBeCloseTo(100, -1)
  expect(byDriver.driverBusy).toBeGreaterThan(0.95)
  const byServer = simulate({ ...costs, trainingSeconds: 1, workers: 400, serverSeconds: 0.02 })
  expect(byServer.trialsPerHour / 3600).toBeCloseTo(50, -1)
  expect(byServer.efficiency).toBeLessThan(0.15)
})

test('the same seed simulates the same', () => {
  const model = { ...costs, workers: 30 }
  expect(simulate(model, 1)).toEqual(simulate(model, 1))
  expect(simulate(model, 1)).not.toEqual(simulate(model, 2))
})
