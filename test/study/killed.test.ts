import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { randomStream } from '../../src/random.js'
import { openStudyFolder } from '../../src/runs/trial/studyFolder.js'
import { createReplay } from '../../src/study/journal/replay.js'
import { trialsOf } from '../../src/study/trials.js'
import { temporaryFolder } from '../data/smallDataset.js'

// Three processes at a time run one study of a shared folder, with trainings that take a millisecond; now one is killed, now another, by
// a signal that nothing can hear.

const kills = process.env.ATTACK === 'full' ? 100 : 4
/** More than any machine does before the last kill. */
const endless = 1_000_000

const script = fileURLToPath(new URL('./studyProcess.js', import.meta.url))

test(`of processes that are killed ${kills} times, no trial is lost, none is there twice, and no line is torn`, async () => {
  const folder = await temporaryFolder()
  const random = randomStream(kills, 'kills')
  const start = (trials: number) =>
    fork(script, [folder, String(trials)], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const kill = async (child: ChildProcess) => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const running = [start(endless), start(endless), start(endless)]
  for (let killed = 0; killed < kills; killed++) {
    const place = random.integer(3)
    const child = running[place]!
    await once(child, 'message') // it is at work
    await new Promise(resolve => setTimeout(resolve, 40 * random.uniform()))
    await kill(child)
    running[place] = start(endless)
  }
  await Promise.all(running.map(kill))
  // The study is told to end some trials after those that are there.
  const store = await openStudyFolder(folder)
  const trials = (await store.sync()).trials.length + 20
  const last = [start(trials), start(trials), start(trials)]
  expect(await Promise.all(last.map(async child => (await once(child, 'exit'))[0]))).toEqual([0, 0, 0])

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
