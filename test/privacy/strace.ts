import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CleanPlace, type Ended, type RunOptions, runIn } from './cleanPlace.js'
import { type Calls, parseTrace } from './trace.js'

/** Why no program can be watched here, or undefined where it can. */
export function whyNoStrace(): string | undefined {
  const { error, status, stderr } = spawnSync('strace', ['-f', '-o', '/dev/null', 'true'], { encoding: 'utf8' })
  if (error) return 'expected strace in PATH, found none; install it (Debian: apt-get install strace)'
  return status === 0 ? undefined : `expected strace to work, received: ${stderr.trim()}`
}

const fileCalls =
  'open,openat,openat2,creat,mkdir,mkdirat,mknod,mknodat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,truncate,' +
  'unlink,unlinkat,rmdir'

/** Runs a program in a clean place to its end, and tells what it and all that it started have asked of the system. */
export async function watch(
  place: CleanPlace,
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Ended & Calls> {
  const traces = mkdtempSync(join(place.root, 'traces-'))
  // A file for each thread, or the calls of one are cut in two by those of others.
  const own = ['-ff', '-qq', '-y', '--seccomp-bpf', '-s', '4096', '-e', 'signal=none', '-o', join(traces, 'thread')]
  const calls = ['-e', `trace=%network,io_uring_setup,${fileCalls}`]
  const ended = await runIn(place, 'strace', [...own, ...calls, program, ...args], options)
  const text = readdirSync(traces).map(name => readFileSync(join(traces, name), 'latin1'))
  return { ...ended, ...parseTrace(text.join('\n'), options.cwd ?? place.work) }
}
