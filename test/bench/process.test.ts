import { expect, test } from 'vitest'
import { childSeconds, lastLine, reasonIn, runProcess } from '../../bench/process.js'

test('a process is measured from outside', async () => {
  const busy = 'const until = Date.now() + 200; while (Date.now() < until); console.log(JSON.stringify({ seen: 1 }))'
  const { wallSeconds, cpuSeconds, exitCode, stdout, peakMegabytes } = await runProcess(
    process.execPath,
    ['-e', busy],
    '.',
  )
  expect(exitCode).toBe(0)
  expect(lastLine(stdout)).toEqual({ seen: 1 })
  expect(wallSeconds).toBeGreaterThan(0.2)
  expect(cpuSeconds).toBeGreaterThan(0)
  expect(cpuSeconds).toBeLessThan(wallSeconds * 16)
  if (process.platform === 'linux') expect(peakMegabytes).toBeGreaterThan(10)
})

test('a process that fails tells how', async () => {
  const { exitCode, stderr } = await runProcess(process.execPath, ['-e', 'throw new Error("on purpose")'], '.')
  expect(exitCode).toBe(1)
  expect(reasonIn(stderr)).toBe('Error: on purpose')
})

test("the children's times are the last that the shell tells", () => {
  expect(childSeconds('4711\n0m0.00s 0m0.01s\n1m2.50s 0m1.25s\n')).toBe(63.75)
  expect(childSeconds('')).toBe(0)
})

test('an output that does not end in JSON is refused', () => {
  expect(() => lastLine('{"a":1}\nbye')).toThrow('expected a last line of JSON, received bye')
  expect(() => lastLine('')).toThrow('received nothing')
})
