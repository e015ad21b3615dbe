import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mnist } from './mnist.js'
import { writeFlags } from './toyTask.js'

// `mnist study run --shard` and `mnist study merge` as a user runs them, with real trainings.

let folder: string

const study = {
  name: 'flags',
  data: 'flags',
  configuration: {
    layers: [{ kind: 'flatten' }, { kind: 'dense', units: 3, activation: 'softmax' }],
    training: { epochs: 1, batchSize: 32, validation: 90 },
  },
  space: { 'training.optimizer.learningRate': { kind: 'float', low: 1e-3, high: 0.1, log: true } },
  trials: 2,
  seeds: 2,
  sampler: 'sobol',
  confirm: { top: 1, seeds: 2 },
}

const run = (words: string[], env: Record<string, string> = {}) => mnist(['study', ...words], { cwd: folder, env })

async function refused(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(words)
  expect([code, stdout]).toEqual([2, ''])
  return stderr
}

/** The trials without dates and seconds, and the bytes of the models. */
async function foundIn(name: string): Promise<object> {
  const { stdout } = await run(['export', name, '--json'])
  const trials = JSON.parse(stdout, (key, value) => (['started', 'ended', 'seconds'].includes(key) ? 0 : value))
  const files = (await readdir(join(folder, name, 'trials'), { recursive: true })).filter(file =>
    file.endsWith('.onnx'),
  )
  const models = files.sort().map(async file => [file, await readFile(join(folder, name, 'trials', file), 'base64')])
  return { trials, models: await Promise.all(models) }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnist-shards-'))
  await writeFlags(join(folder, 'flags'))
  await writeFile(join(folder, 'study.json'), JSON.stringify(study))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('the shards of a study, merged, are the study of one machine: trials, results and models', async () => {
  const out = ['run', 'study.json', '--out']
  const [whole, one, two, three] = await Promise.all([
    run([...out, 'whole', '--jobs', '1', '--quiet']),
    run([...out, 'parts', '--jobs', '1', '--shard', '1/3']),
    run([...out, 'parts', '--jobs', '1', '--shard', 'auto/3'], { JOB_COMPLETION_INDEX: '1' }),
    run([...out, 'parts', '--jobs', '1', '--shard', 'auto'], {
      SLURM_ARRAY_TASK_ID: '12',
      SLURM_ARRAY_TASK_COUNT: '3',
      SLURM_ARRAY_TASK_MIN: '10',
      SLURM_ARRAY_TASK_MAX: '12',
    }),
  ])
  for (const { code, stderr } of [whole!, one!, two!, three!]) expect([code, stderr]).toEqual([0, ''])
  expect(one!.stdout).toMatch(/^Study flags: .*; shard 1 of 3; 1 job; parts-1-of-3\n/)
  expect(one!.stdout).toMatch(
    /\nShard 1 of 3: 2 trainings done\. Once all shards are, `mnist study merge` joins them\.\n$/,
  )
  const merged = await run(['merge', 'merged', 'parts-1-of-3', 'parts-2-of-3', 'parts-3-of-3'])
  expect([merged.code, merged.stderr]).toEqual([0, ''])
  expect(merged.stdout).toMatch(
    /^merged: 3 trials of 3 shards\nBest: .*\nmnist study run merged measures the winners again\.\n$/s,
  )
  expect((await run(['run', 'merged', '--quiet'])).code).toBe(0)
  expect(await foundIn('merged')).toEqual(await foundIn('whole'))
}, 600_000)

test('a shard goes on as the shard that it is, and only the whole is compared', async () => {
  const again = await run(['run', 'parts-2-of-3'])
  expect(again.stdout).toContain('Shard 2 of 3: 2 trainings done.')
  expect((await run(['status', 'parts-2-of-3'])).stdout).toContain('2 complete; ')
  expect(await refused('run', 'parts-2-of-3', '--shard', '1/3')).toBe(
    'mnist study: parts-2-of-3: expected shard 2 of 3, received shard 1 of 3\n',
  )
  expect(await refused('best', 'parts-2-of-3')).toBe(
    'mnist study: parts-2-of-3: expected a whole study, received shard 2 of 3; `mnist study merge` joins all of them\n',
  )
}, 600_000)

test('shards that cannot be one study are refused, and nothing is written', async () => {
  await writeFile(join(folder, 'other.json'), JSON.stringify({ ...study, seed: 7 }))
  expect((await run(['run', 'other.json', '--out', 'other', '--shard', '3/3', '--quiet'])).code).toBe(0)
  const merge = (...names: string[]) => refused('merge', 'none', ...names)
  expect(await merge('parts-1-of-3', 'parts-2-of-3', 'other-3-of-3')).toContain(
    'other-3-of-3: expected a shard of the study of parts-1-of-3, received one with another seed',
  )
  expect(await merge('whole')).toContain('whole: expected a shard of a study')
  expect(await refused('run', 'study.json', '--shard', '1/3', '--queue', 'redis://host')).toContain('received both')
  await writeFile(join(folder, 'tpe.json'), JSON.stringify({ ...study, sampler: 'tpe' }))
  expect(await refused('run', 'tpe.json', '--shard', '1/3')).toContain(
    'received tpe, which learns from results that other shards have',
  )
  expect(await readdir(folder)).not.toContain('none')
}, 600_000)
