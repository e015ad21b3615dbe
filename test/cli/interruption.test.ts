import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { mnist, readRecord, startMnist } from './mnist.js'

const module = new URL('../../dist/cli/interruption.js', import.meta.url)

/** Sends itself a second signal as soon as it hears the first, and tells when it listens no longer. */
const script = `
  const { listenForInterruption } = await import('${module}')
  listenForInterruption(() => {
    console.log('first')
    process.kill(process.pid, 'SIGINT')
  })
  let deaf = false
  setInterval(() => {
    if (deaf || process.listenerCount('SIGINT') > 0) return
    deaf = true
    console.log('deaf')
  }, 10)
  console.log('ready')
`

describe.skipIf(process.platform === 'win32')('Ctrl-C', () => {
  let cwd = ''

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'mnist-interruption-'))
  })

  afterAll(() => rm(cwd, { recursive: true, force: true }))

  test('a second signal ends the process at once, unless it comes with the first', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script])
    const closed = once(child, 'close')
    let output = ''
    child.stdout.on('data', data => {
      output += data
    })
    const until = async (text: string) => {
      while (!output.includes(text) && child.signalCode === null)
        await Promise.race([once(child.stdout, 'data'), closed])
    }
    await until('ready')
    child.kill('SIGINT')
    await until('deaf')
    expect(output).toBe('ready\nfirst\ndeaf\n')
    expect(child.signalCode).toBeNull()
    child.kill('SIGINT')
    expect(await closed).toEqual([null, 'SIGINT'])
    expect(output).toBe('ready\nfirst\ndeaf\n')
  })

  const flat = [{ kind: 'flatten' }]

  /** Starts a training of a net that is written to a file. */
  async function startTraining(out: string, layers: object[], training: object, ...words: string[]) {
    const all = [...layers, { kind: 'dense', units: 10, activation: 'softmax' }]
    await writeFile(join(cwd, `${out}.json`), JSON.stringify({ layers: all, training }))
    const line = ['train', '--model', `${out}.json`, '--out', out, '--threads', '1', ...words]
    const started = startMnist(line, { cwd })
    onTestFinished(() => void started.child.kill('SIGKILL'))
    return started
  }

  test('twice ends a training on one thread within a long step, and what it saved before stays', async () => {
    // One step to an epoch, which takes seconds.
    const layers = [{ kind: 'flatten' }, ...[1, 2].map(() => ({ kind: 'dense', units: 2048, activation: 'relu' }))]
    const recipe = { epochs: 3, batchSize: 6000, validation: 0, optimizer: { kind: 'sgd' } }
    const training = await startTraining('long', layers, recipe, '--limit', '6000')
    const saved = () =>
      readRecord(join(cwd, 'long'))
        .then(({ history }) => history.length === 1)
        .catch(() => false)
    await vi.waitUntil(saved, { interval: 20, timeout: 50_000 })
    const before = await readRecord(join(cwd, 'long'))
    const since = performance.now()
    // Ctrl-C again and again, as people do.
    const { child } = training
    const hasEnded = () => {
      child.kill('SIGINT')
      return child.signalCode !== null || child.exitCode !== null
    }
    await vi.waitUntil(hasEnded, { interval: 20, timeout: 50_000 })
    // Long before the step could have ended, however fast the machine; the first second is that of the signals that count as one.
    expect((performance.now() - since) / 1000).toBeLessThan(Math.max(2, before.history[0]!.seconds / 2))
    const { code, stderr } = await training.outcome
    expect({ code, signal: child.signalCode }).toEqual({ code: null, signal: 'SIGINT' })
    expect(stderr).toContain('Stopping after the step in progress')
    expect(await readRecord(join(cwd, 'long'))).toEqual(before)
  })

  test('once ends a training that is still being prepared, where nothing can be lost', async () => {
    const training = await startTraining('preparing', flat, { syntheticDigits: 60_000 }, '--limit', '100')
    await training.until(stdout => stdout.includes('parameters'))
    training.child.kill('SIGINT')
    const { stderr } = await training.outcome
    expect(training.child.signalCode).toBe('SIGINT')
    expect(stderr).toBe('Stopped before the first step. Resume with:\n  mnist train --resume preparing\n')
    expect((await readdir(join(cwd, 'preparing'))).filter(name => !name.startsWith('.'))).toEqual(['run.json'])
  })

  // The signal comes too late where the machine lets this process wait for the second that the figures take.
  test('while the figures are drawn leaves the rest for later', { retry: 3 }, async () => {
    const out = `drawn${randomUUID()}`
    const training = await startTraining(out, flat, { epochs: 1, validation: 0 }, '--limit', '100')
    const measured = () => existsSync(join(cwd, out, 'model.onnx'))
    await vi.waitUntil(measured, { interval: 1, timeout: 50_000 })
    training.child.kill('SIGINT')
    const { code, stderr } = await training.outcome
    expect(code).toBe(130)
    expect(stderr).toContain(`Stopped after epoch 1. Resume with:\n  mnist train --resume ${out}\n`)
    expect(await readRecord(join(cwd, out))).toMatchObject({ status: 'interrupted' })
    expect(await readdir(join(cwd, out))).not.toContain('report.html')
    expect(await mnist(['train', '--resume', out, '--quiet'], { cwd })).toMatchObject({ code: 0, stderr: '' })
    expect(await readdir(join(cwd, out))).toContain('report.html')
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', null],
  ] as const)('%s stops after the step in progress and ends with the exit code %o', async (signal, expected) => {
    const training = await startTraining(signal, flat, { epochs: 100_000, validation: 0 }, '--limit', '100')
    await training.until(stdout => stdout.includes('Epoch      2/'))
    training.child.kill(signal)
    const { code, stderr } = await training.outcome
    expect(stderr).toMatch(/Stopped (in|after) epoch \d+.*Resume with:\n {2}mnist train --resume SIG\w+\n$/s)
    expect(code).toBe(expected)
    expect(training.child.signalCode).toBe(expected === null ? signal : null)
    expect(await readRecord(join(cwd, signal))).toMatchObject({ status: 'interrupted' })
  })
})
