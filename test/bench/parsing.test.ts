import { expect, test } from 'vitest'
import { readOptions } from '../../bench/options.js'
import { costPerNode, costPerOperator, readProfile } from '../../bench/profiling.js'
import { threadCounts } from '../../bench/sections.js'

test('threads are counted in powers of two, up to all', () => {
  expect(threadCounts(1)).toEqual([1])
  expect(threadCounts(2)).toEqual([1, 2])
  expect(threadCounts(6)).toEqual([1, 2, 4, 6])
})

test('options have defaults, and wrong ones are refused', () => {
  const read = (...words: string[]) => readOptions(words, '/nowhere', { MNIST_PEERS_VENV: '/venv' })
  expect(read()).toMatchObject({ only: ['a', 'b', 'c', 'd'], rounds: 5, python: '/venv/bin/python', quick: false })
  expect(read('--only', 'c,a', '--rounds', '2')).toMatchObject({ only: ['a', 'c'], rounds: 2 })
  expect(() => read('--only', 'e')).toThrow('--only: expected sections of a,b,c,d, received e')
  expect(() => read('--rounds', '0')).toThrow('--rounds: expected a positive integer, received 0')
})

test("a profile's nodes are summed by operator, without the runs that warm up", () => {
  const event = (name: string, dur: number, operator = 'Conv') => ({
    cat: 'Node',
    name: `${name}_kernel_time`,
    dur,
    args: { op_name: operator, output_type_shape: [{ float: [2, 3] }] },
  })
  const runs = [
    [event('a', 9000), event('b', 9000), event('c', 9000, 'Mul')],
    [event('a', 1000), event('b', 2000), event('c', 1000, 'Mul')],
  ]
  const text = JSON.stringify([{ cat: 'Session', name: 'model_run', dur: 5 }, ...runs.flat()])
  const nodes = costPerNode(readProfile(text), 1)
  expect(nodes[0]).toMatchObject({ name: 'b', operator: 'Conv', shapes: '[2, 3]', milliseconds: 2, share: 0.5 })
  expect(costPerOperator(nodes)).toMatchObject([
    { name: 'Conv', nodes: 2, milliseconds: 3, share: 0.75 },
    { name: 'Mul', nodes: 1, milliseconds: 1, share: 0.25 },
  ])
})
