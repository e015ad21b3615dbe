import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseShard } from '../../src/cli/study/shardOption.js'
import { UsageError } from '../../src/errors.js'

const slurm = (id: number, count: number, least: number, most = least + count - 1) => ({
  SLURM_ARRAY_TASK_ID: `${id}`,
  SLURM_ARRAY_TASK_COUNT: `${count}`,
  SLURM_ARRAY_TASK_MIN: `${least}`,
  SLURM_ARRAY_TASK_MAX: `${most}`,
})

test('--shard i/n is the i-th of n, from 1, and any other is refused', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.nat(40), (index, count) => {
      const parse = () => parseShard(`${index}/${count}`, {})
      if (index >= 1 && index <= count) expect(parse()).toEqual({ index, count })
      else expect(parse).toThrow(UsageError)
    }),
  )
})

test('the pods of a Kubernetes Indexed Job, and the tasks of a Slurm array, are all shards, each once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(5), (count, least) => {
      const indexes = Array.from({ length: count }, (_, at) => at)
      const all = indexes.map(at => ({ index: at + 1, count }))
      expect(indexes.map(at => parseShard(`auto/${count}`, { JOB_COMPLETION_INDEX: `${at}` }))).toEqual(all)
      expect(indexes.map(at => parseShard('auto', slurm(least + at, count, least)))).toEqual(all)
    }),
  )
})

test.each([
  ['', {}, 'expected --shard to be such as 3/10, auto/10 or auto, received nothing'],
  ['3', {}, 'expected --shard to be such as 3/10, auto/10 or auto, received 3'],
  ['0/4', {}, 'expected --shard to be from 1/4 to 4/4, received 0/4'],
  ['auto', {}, /expected one of the variables JOB_COMPLETION_INDEX .* and SLURM_ARRAY_TASK_ID .* found neither/],
  ['auto', { JOB_COMPLETION_INDEX: '3' }, /expected the number of shards, such as --shard auto\/10/],
  ['auto/2', { JOB_COMPLETION_INDEX: '2' }, 'expected --shard to be from 1/2 to 2/2, received 3/2'],
  [
    'auto/2',
    { JOB_COMPLETION_INDEX: 'x' },
    'expected the variable JOB_COMPLETION_INDEX to be a whole number, for --shard auto, received x',
  ],
  ['auto', slurm(7, 2, 3, 7), /received 2 tasks from 3 to 7; --shard \$SLURM_ARRAY_TASK_ID\/N names a shard/],
  ['auto/10', slurm(3, 2, 3), /expected a Slurm array of all 10 shards .*, received 2 tasks from 3 to 4/],
])('--shard %j with %j is refused with what was expected', (text, environment, message) => {
  expect(() => parseShard(text, environment)).toThrow(message)
})
