import { expect, test } from 'vitest'
import { measureOf, mergeResults, parseResults } from '../../bench/results.js'
import { results } from './example.js'

test('results are read as they were written', () => {
  expect(parseResults(JSON.stringify(results()))).toEqual(results())
})

test('a broken file is refused with the place', () => {
  const broken = results() as unknown as { machine: { cores: unknown } }
  broken.machine.cores = 'two'
  expect(() => parseResults(JSON.stringify(broken))).toThrow(
    'results: expected machine.cores to be number, received "two"',
  )
  expect(() => parseResults('{')).toThrow('results: expected JSON')
})

test('sections measured earlier stay beside new ones of the same machine', () => {
  const { b } = results().sections
  const merged = mergeResults(results(), { ...results(), sections: { a: b! } })
  expect(Object.keys(merged.sections)).toEqual(['a', 'b'])
})

test('sections of another machine or of other versions are dropped', () => {
  const now = { ...results(), sections: {} }
  const { machine, versions } = now
  expect(mergeResults(results(), { ...now, machine: { ...machine, cores: 16 } }).sections).toEqual({})
  expect(mergeResults(results(), { ...now, versions: { ...versions, node: '22.0.0' } }).sections).toEqual({})
  expect(mergeResults(undefined, results())).toEqual(results())
})

test('what is not installed this time drops nothing', () => {
  const { node } = results().versions
  expect(mergeResults(results(), { ...results(), versions: { node: node! }, sections: {} })).toEqual(results())
})

test('a measure is what was seen from outside, or what the contestant printed', () => {
  const run = results().sections.b!.contestants[0]!.runs[0]!
  expect(measureOf(run, 'wall_seconds')).toBe(10)
  expect(measureOf(run, 'images_per_second')).toBe(4000)
  expect(measureOf(run, 'one_image_ms')).toBeUndefined()
})
