import { UsageError } from '../../errors.js'
import type { Shard } from '../../study/shard.js'

// Which shard of a study a process is: by its words, or by what Kubernetes and Slurm tell the members of a group.

/** The folder of a shard, beside that of the study. */
export function shardFolder(study: string, { index, count }: Shard): string {
  return `${study}-${index}-of-${count}`
}

/**
 * Reads `--shard`: `3/10`, counted from 1; `auto/10` where a Kubernetes Indexed Job says which of ten this is; `auto` in a Slurm array,
 * which says both.
 *
 * @throws {UsageError} that says what was expected, or which variable is missing
 * @example parseShard('auto/10', { JOB_COMPLETION_INDEX: '0' }) // { index: 1, count: 10 }
 */
export function parseShard(text: string, environment: Readonly<Record<string, string | undefined>>): Shard {
  const [, which = '', of] = /^(\d+|auto)(?:\/(\d+))?$/.exec(text) ?? []
  if (which === '' || (which !== 'auto' && of === undefined))
    throw new UsageError(`expected --shard to be such as 3/10, auto/10 or auto, received ${text || 'nothing'}`)
  const count = of === undefined ? undefined : Number(of)
  const shard = which === 'auto' ? ownShard(count, environment) : { index: Number(which), count: count! }
  if (shard.index < 1 || shard.index > shard.count)
    throw new UsageError(
      `expected --shard to be from 1/${shard.count} to ${shard.count}/${shard.count}, received ${shard.index}/${shard.count}`,
    )
  return shard
}

function ownShard(count: number | undefined, environment: Readonly<Record<string, string | undefined>>): Shard {
  const number = (name: string) => {
    const text = environment[name]
    if (text === undefined || !/^\d+$/.test(text))
      throw new UsageError(
        `expected the variable ${name} to be a whole number, for --shard auto, received ${text ?? 'none'}`,
      )
    return Number(text)
  }
  if (environment.JOB_COMPLETION_INDEX !== undefined) {
    if (count === undefined)
      throw new UsageError(
        'expected the number of shards, such as --shard auto/10: a Kubernetes Job tells its index alone, received --shard auto',
      )
    return { index: number('JOB_COMPLETION_INDEX') + 1, count }
  }
  if (environment.SLURM_ARRAY_TASK_ID === undefined)
    throw new UsageError(
      'expected one of the variables JOB_COMPLETION_INDEX (a Kubernetes Indexed Job) and SLURM_ARRAY_TASK_ID (a Slurm array) for --shard auto, found neither; 3/10 says the same in words',
    )
  const [id, tasks, least, most] = ['ID', 'COUNT', 'MIN', 'MAX'].map(name => number(`SLURM_ARRAY_TASK_${name}`)) as [
    number,
    number,
    number,
    number,
  ]
  if (most - least !== tasks - 1 || (count !== undefined && count !== tasks))
    throw new UsageError(
      `expected a Slurm array of all ${count ?? most - least + 1} shards for --shard auto, such as --array=1-10, received ${tasks} tasks from ${least} to ${most}; --shard $SLURM_ARRAY_TASK_ID/N names a shard whatever else the array has`,
    )
  return { index: id - least + 1, count: tasks }
}
