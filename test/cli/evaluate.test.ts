import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { corruptions } from '../../src/robustness/corruptions/catalog.js'
import type { SuiteResult } from '../../src/robustness/measureSuite.js'
import { mnist } from './mnist.js'

let cwd = ''
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'mnist-suites-'))
  await copyFile('models/digits.onnx', join(cwd, 'a.onnx'))
  await copyFile('models/digits.onnx', join(cwd, 'b.onnx'))
})
afterAll(() => rm(cwd, { recursive: true, force: true }))

test('MNIST-C is a table with a line for each corruption, and their mean', async () => {
  const { code, stdout, stderr } = await mnist(['evaluate', 'a.onnx', '--suite', 'mnist-c', '--limit', '30'], { cwd })
  expect([code, stderr]).toEqual([0, ''])
  const lines = stdout.trimEnd().split('\n')
  expect(lines[0]).toBe(
    'Suite mnist-c, version 1, seed 0: the 15 corruptions of MNIST-C (Mu and Gilmer 2019); 30 test images',
  )
  expect(lines[2]).toMatch(/^ +accuracy +95 % interval$/)
  expect(lines.slice(3, -1).map(line => line.split(' ')[0])).toEqual(['clean', ...corruptions.map(({ name }) => name)])
  expect(lines.at(-1)).toMatch(/^mean of 15 +\d+\.\d\d %$/)
})

test('the same seed measures the same, as JSON; a model compared with itself differs in nothing', async () => {
  const words = ['evaluate', 'a.onnx', 'b.onnx', '--suite', 'mnist-c', '--limit', '30', '--seed', '4', '--json']
  const { stdout } = await mnist(words, { cwd })
  const result: SuiteResult = JSON.parse(stdout)
  expect(result).toMatchObject({ suite: 'mnist-c', version: 1, seed: 4, images: 30 })
  const [a, b] = result.models
  expect([a!.model, b!.model]).toEqual(['a.onnx', 'b.onnx'])
  expect(b!.conditions.map(({ correct }) => correct)).toEqual(a!.conditions.map(({ correct }) => correct))
  for (const { againstFirst } of b!.conditions) expect(againstFirst).toEqual({ onlyFirst: 0, onlySecond: 0, pValue: 1 })
})

test('several models without a suite stand side by side on the test images as they are', async () => {
  const { code, stdout } = await mnist(['evaluate', 'a.onnx', 'b.onnx', '--limit', '50'], { cwd })
  expect(code).toBe(0)
  expect(stdout).toContain('A  a.onnx\nB  b.onnx\n')
  expect(stdout).toMatch(/^clean .* 1\.000$/m)
  expect(stdout).toContain("p: McNemar's test (exact, two-sided) against A")
})

test.each([
  [['a.onnx', '--suite', 'mnist-d'], 'expected --suite to be one of clean, mnist-c, received mnist-d'],
  [['a.onnx', 'a.onnx'], 'expected each model once, received a.onnx twice'],
  [['a.onnx', '--suite', 'clean', '--limit', '0'], 'expected --limit to be a positive integer, received 0'],
])('%j is refused', async (words, message) => {
  const { code, stderr } = await mnist(['evaluate', ...words], { cwd })
  expect([code, stderr.trimEnd()]).toEqual([2, `mnist evaluate: ${message}`])
})
