import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { randomStream } from '../../src/random.js'
import { createReplay } from '../../src/study/journal/replay.js'
import { trialsOf } from '../../src/study/trials.js'
import { temporaryFolder } from '../data/smallDataset.js'

// Three processes at a time run one study of a shared folder, with trainings that take a millisecond; now one is killed, now another, by
// a signal that nothing can hear.

const kills = process.env.ATTACK === 'full' ? 100 : 6
const trials = process.env.ATTACK === 'full' ? 1500 : 120

test(`of processes that are killed ${kills} times, no trial is lost, none is there twice, and no line is torn`, async () => {
  const folder = await temporaryFolder()
  const random = randomStream(kills, 'kills')
  const script = fileURLToPath(new URL('./studyProcess.js', import.meta.url))
  const start = () =>
    fork(script, [folder, String(trials)], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  const running = [start(), start(), start()]
  let killed = 0
  while (killed < kills) {
    const place = random.integer(3)
    const child = running[place]!
    // Once it is at work, and then at any moment.
    await Promise.race([once(child, 'message'), once(child, 'exit')])
    await new Promise(resolve => setTimeout(resolve, 40 * random.uniform()))
    expect(child.exitCode, 'the study was done before the last kill').toBe(null)
    child.kill('SIGKILL')
    await once(child, 'exit')
    killed += 1
    running[place] = start()
  }
  const codes = await Promise.all(running.map(async child => child.exitCode ?? (await once(child, 'exit'))[0]))
  expect(codes).toEqual([0, 0, 0])
  const lines = (await readFile(join(folder, 'journal.log'), 'utf8')).split('\n')
  expect(lines.pop()).toBe('')
  const replay = createReplay()
  for (const line of lines) replay.apply(line)
  const all = trialsOf(replay.study('killed')!)
  expect(all.length).toBe(trials + 1)
  expect(all.map(({ index }) => index)).toEqual(Array.from({ length: trials + 1 }, (_, index) => index))
  expect(all.filter(({ state }) => state !== 'complete')).toEqual([])
  const ends = lines.filter(line => JSON.parse(line).op_code === 6).map(line => JSON.parse(line).trial_id)
  expect(new Set(ends).size).toBe(ends.length)
}, 3_600_000)
