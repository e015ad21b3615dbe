import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { decodeCheckpoint } from '../../src/model/checkpoint.js'
import { randomStream } from '../../src/random.js'

const EPOCHS = 60
const STEPS = 5 * EPOCHS
const script = fileURLToPath(new URL('./sceneTraining.js', import.meta.url))

/** Trains in a process of its own, until the end, or until it is killed while it computes the step after the given one. */
async function train(folder: string, killAfter = Number.POSITIVE_INFINITY) {
  const child = spawn(process.execPath, [script, folder, String(EPOCHS)], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = once(child, 'exit') as Promise<[code: number | null, signal: string | null]>
  let resumedAfter = 0
  for await (const line of createInterface(child.stdout)) {
    const told = JSON.parse(line) as { resumedAfter?: number; step?: number }
    resumedAfter = told.resumedAfter ?? resumedAfter
    if ((told.step ?? 0) >= killAfter) child.kill('SIGKILL')
  }
  const [code, signal] = await ended
  return { code, signal, resumedAfter }
}

/** What a training has come to, but for the time that it took. */
async function endOf(folder: string) {
  const { history, ...state } = decodeCheckpoint(await readFile(join(folder, 'checkpoint.safetensors')))
  const records = history as unknown as readonly (Readonly<Record<string, number>> & {
    readonly trainDigitAccuracy: number
  })[]
  return { ...state, history: records.map(record => ({ ...record, seconds: 0 })) }
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mnist-scenes-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

test('a training on scenes from a worker that is killed again and again ends with the same bits', async () => {
  const [whole, killed] = [await temporaryFolder(), await temporaryFolder()]
  expect(await train(whole)).toEqual({ code: 0, signal: null, resumedAfter: 0 })
  const expected = await endOf(whole)
  expect(expected.epoch).toBe(EPOCHS)
  expect(expected.history.at(-1)!.trainDigitAccuracy).toBeGreaterThan(0.75)

  const random = randomStream(Date.now(), 'kill')
  const kills = [0, 1, 2].map(third => (third * STEPS) / 4 + 6 + random.integer(STEPS / 4 - 6))
  for (const [index, killAfter] of kills.entries()) {
    const { signal, resumedAfter } = await train(killed, killAfter)
    expect(signal, `killed after steps ${kills}`).toBe('SIGKILL')
    expect(resumedAfter > 0, `resumed before it was killed after steps ${kills}`).toBe(index > 0)
  }
  const last = await train(killed)
  expect(last).toMatchObject({ code: 0, signal: null })
  expect(last.resumedAfter).toBeGreaterThanOrEqual(Math.floor(kills.at(-1)! / 5) - 1)
  expect(await endOf(killed), `killed after steps ${kills}`).toEqual(expected)
}, 300_000)
