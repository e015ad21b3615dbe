import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { DataError, UsageError } from '../../src/errors.js'
import { expectNotHeld, lockFolder } from '../../src/node/folderLock.js'
import { isLock } from '../../src/node/lockFiles.js'
import { temporaryFolder } from '../data/smallDataset.js'

const module = new URL('../../dist/node/folderLock.js', import.meta.url)

/** A process that locks a folder, says so, and keeps the lock until it is ended. */
async function startHolder(folder: string) {
  const script = `
    const { lockFolder } = await import('${module}')
    await lockFolder(process.argv[1])
    console.log('locked')
    setInterval(() => {}, 1000)
  `
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script, folder])
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child
}

const patiently = { interval: 5, timeout: 30_000 }

const nextLock = async (folder: string) => join(folder, (await readdir(folder)).find(isLock)!)

/** Changes what a lock says of its holder. */
async function rewrite(path: string, changes: object): Promise<void> {
  await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), ...changes }))
}

test('a folder is held by one at a time, and free again once it is released', async () => {
  const folder = await temporaryFolder()
  const lock = await lockFolder(folder)
  for (const attempt of [lockFolder, expectNotHeld]) {
    const refusal = await attempt(folder).catch(error => error)
    expect(refusal).toBeInstanceOf(UsageError)
    expect(refusal.code).toBe('ERR_MNIST_HELD')
    const [, name, since] = /^(.+): is in use by process (?:\d+) since (.{19})$/.exec(refusal.message)!
    expect(name).toBe(folder)
    expect(Math.abs(Date.now() - Date.parse(since!))).toBeLessThan(60_000)
  }
  lock.release()
  await expectNotHeld(folder)
  expect(await readdir(folder)).toEqual([])
  ;(await lockFolder(folder)).release()
})

test('of twenty that want a folder at once, one gets it', async () => {
  const folder = await temporaryFolder()
  for (let attempt = 0; attempt < 5; attempt++) {
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)))
    const got = results.filter(result => result.status === 'fulfilled')
    expect(got).toHaveLength(1)
    for (const result of results) if (result.status === 'rejected') expect(result.reason.code).toBe('ERR_MNIST_HELD')
    expect(await readdir(folder)).toHaveLength(1)
    got[0]!.value.release()
  }
})

test('another process is named, and once it is killed the folder is free', async () => {
  const folder = await temporaryFolder()
  const child = await startHolder(folder)
  await expect(lockFolder(folder)).rejects.toThrow(`is in use by process ${child.pid} since`)
  child.kill('SIGKILL')
  await once(child, 'close')
  expect(await readdir(folder)).toHaveLength(1)
  const contenders = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)))
  expect(contenders.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await readdir(folder)).toHaveLength(1)
})

test.runIf(process.platform === 'linux')('a process that was killed and not yet buried holds nothing', async () => {
  const folder = await temporaryFolder()
  // The shell turns into `sleep`, which never asks what became of its child.
  const script = `
    const { lockFolder } = await import('${module}')
    await lockFolder(process.argv[1])
    process.kill(process.pid, 'SIGKILL')
  `
  const command = '"$0" --input-type=module --eval "$1" "$2" & exec sleep 1000'
  const parent = spawn('bash', ['-c', command, process.execPath, script, folder])
  onTestFinished(() => void parent.kill('SIGKILL'))
  const isZombie = () => {
    const lock = readdirSync(folder).find(isLock)
    const owner = lock && JSON.parse(readFileSync(join(folder, lock), 'utf8'))
    return owner && / Z /.test(readFileSync(`/proc/${owner.pid}/stat`, 'utf8'))
  }
  await vi.waitUntil(isZombie, patiently)
  ;(await lockFolder(folder)).release()
})

test('a lock whose process number went to another process is void', async () => {
  const folder = await temporaryFolder()
  await startHolder(folder)
  await rewrite(await nextLock(folder), { pid: process.pid })
  const lock = await lockFolder(folder)
  expect(await readdir(folder)).toHaveLength(1)
  lock.release()
})

test('a lock of another machine holds as long as it is kept up', async () => {
  const folder = await temporaryFolder()
  await startHolder(folder)
  const path = await nextLock(folder)
  await rewrite(path, { space: 'another', host: 'elsewhere', pid: 1 })
  await expect(lockFolder(folder)).rejects.toThrow('is in use by process 1 on elsewhere since')
  const twoMinutesAgo = new Date(Date.now() - 120_000)
  await utimes(path, twoMinutesAgo, twoMinutesAgo)
  const lock = await lockFolder(folder)
  expect(await readdir(folder)).toHaveLength(1)
  lock.release()
})

test('a lock is kept up, and whoever loses it is told', async () => {
  const folder = await temporaryFolder()
  const losses: Error[] = []
  const lock = await lockFolder(folder, { onLost: error => losses.push(error), beatSeconds: 0.01 })
  const path = await nextLock(folder)
  const longAgo = new Date(Date.now() - 120_000)
  await utimes(path, longAgo, longAgo)
  await vi.waitUntil(async () => (await stat(path)).mtime > longAgo, patiently)

  await rm(path) // nobody else has come, so it is made again
  await vi.waitUntil(async () => (await readdir(folder)).some(isLock), patiently)
  expect(losses).toEqual([])

  await rm(folder, { recursive: true })
  await vi.waitUntil(() => losses.length > 0, patiently)
  expect(losses[0]!.message).toContain(`${folder}: could not be locked (no such folder)`)
  lock.release()
})

test('whoever was taken for dead and wakes up is told who holds the folder now', async () => {
  const folder = await temporaryFolder()
  const losses: Error[] = []
  const sleeper = await lockFolder(folder, { onLost: error => losses.push(error), beatSeconds: 0.01 })
  const elsewhere = await temporaryFolder()
  const child = await startHolder(elsewhere)
  await rename(await nextLock(elsewhere), await nextLock(folder))
  await vi.waitUntil(() => losses.length > 0, patiently)
  expect(losses[0]).toMatchObject({ message: expect.stringContaining(`is in use by process ${child.pid} since`) })
  sleeper.release()
  expect(await readdir(folder)).toHaveLength(1)
})

test.each(['', '{', 'null', '{"pid":1}', '{"pid":"x","host":1}', '\0\0\0'])(
  'what is no lock, %j, holds nothing',
  async content => {
    const folder = await temporaryFolder()
    const lock = await lockFolder(folder)
    const path = await nextLock(folder)
    lock.release()
    await writeFile(path, content)
    ;(await lockFolder(folder)).release()
    expect(await readdir(folder)).toEqual([])
  },
)

test('a folder that is none, or cannot be written, is told by name', async () => {
  const folder = join(await temporaryFolder(), 'none')
  const refusal = await lockFolder(folder).catch(error => error)
  expect(refusal).toEqual(new DataError(`${folder}: could not be locked (no such folder)`))
  expect(refusal.cause).toMatchObject({ code: 'ENOENT' })
})
