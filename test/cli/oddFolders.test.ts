import { spawnSync } from 'node:child_process'
import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { decodeCheckpoint } from '../../src/model/checkpoint.js'
import { mnist, readRecord, startMnist } from './mnist.js'

let cwd = ''
const at = (...names: string[]) => join(cwd, ...names)

const net = {
  layers: [{ kind: 'flatten' }, { kind: 'dense', units: 10, activation: 'softmax' }],
  training: { epochs: 1, batchSize: 50, validation: 0 },
}
const words = 'train --model net.json --limit 100 --threads 1 --quiet'.split(' ')

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'mnist-folders-'))
  await writeFile(at('net.json'), JSON.stringify(net))
  expect(await mnist([...words, '--out', 'whole'], { cwd })).toMatchObject({ code: 0, stderr: '' })
}, 60_000)

afterAll(() => rm(cwd, { recursive: true, force: true }))

/** Starts a training that does not end by itself, and waits until it is under way. */
async function startLong(out: string) {
  const line = ['train', '--model', 'net.json', '--limit', '100', '--threads', '1', '--epochs', '1000000', '--out', out]
  const training = startMnist(line, { cwd })
  onTestFinished(() => void training.child.kill('SIGKILL'))
  await training.until(stdout => stdout.includes(' 3/1000000'))
  return training
}

describe.skipIf(process.platform === 'win32')('a checkpoint for which there is no room', () => {
  test('ends the training: the one before stays, and the message tells where the run goes on', async () => {
    // With every epoch, the checkpoint grows by a line of the history.
    const { size } = await stat(at('whole', 'checkpoint.safetensors'))
    const fileBlocks = Math.ceil(size / 1024) + 2
    const { code, stderr } = await mnist([...words, '--epochs', '60', '--out', 'full'], { cwd, fileBlocks })
    const { epoch } = decodeCheckpoint(await readFile(at('full', 'checkpoint.safetensors')))
    expect(stderr).toBe(
      'mnist train: full/checkpoint.safetensors: could not be written (the file would be larger than is allowed); ' +
        `mnist train --resume full resumes after epoch ${epoch}\n`,
    )
    expect(code).toBe(1)
    expect(epoch).toBeGreaterThan(3)
    expect(await readRecord(at('full'))).toMatchObject({ status: 'failed' })
    expect((await readdir(at('full'))).sort()).toEqual(['checkpoint.safetensors', 'run.json'])
    expect(await mnist(['train', '--resume', 'full', '--quiet'], { cwd })).toMatchObject({ code: 0, stderr: '' })
  })
})

test('a folder that is removed while its run is trained ends the training, by its name', async () => {
  const training = await startLong('removed')
  // A file may come while the folder is being emptied.
  await rm(at('removed'), { recursive: true, maxRetries: 10 })
  const { code, stderr } = await training.outcome
  expect(stderr).toMatch(/^mnist train: removed(\/[\w.]+)?: could not be (written|locked) \(no such folder\)/)
  expect(code).toBe(1)
})

test('a run.json that is replaced by something else while its run is trained is written again', async () => {
  const training = await startLong('garbled')
  await writeFile(at('garbled', 'run.json'), 'garbage')
  const epochs = () => [...(training.output().match(/ \d+\/1000000/g) ?? [])].length
  const before = epochs()
  await training.until(() => epochs() > before + 2)
  training.child.kill('SIGTERM')
  await training.outcome
  expect((await readRecord(at('garbled'))).history.length).toBeGreaterThan(before)
})

test('a run.json that holds something else is refused, and stays', async () => {
  await cp(at('whole'), at('other'), { recursive: true })
  await writeFile(at('other', 'run.json'), 'garbage')
  const { code, stderr } = await mnist(['train', '--resume', 'other'], { cwd })
  expect(stderr).toMatch(/^mnist train: other\/run\.json: expected JSON, received "garbage" \([^\n]*\)\n$/)
  expect(code).toBe(2)
  expect(await readFile(at('other', 'run.json'), 'utf8')).toBe('garbage')
})

describe.skipIf(process.platform === 'win32')('--out', () => {
  test.each([
    ['fifo', 'mnist train: expected --out to be a folder, received fifo (it is a file)'],
    ['dangling', 'mnist train: dangling: the folder could not be made (there is a file of that name)'],
    ['net.json/run', 'mnist train: expected --out to be a folder, received net.json/run (it is a file)'],
  ])('%s is refused', async (out, message) => {
    spawnSync('mkfifo', [at('fifo')])
    await symlink('nowhere', at('dangling')).catch(() => {})
    const { code, stderr } = await mnist([...words, '--out', out], { cwd })
    expect(stderr).toBe(`${message}\n`)
    expect(code).toBe(2)
  })

  test.each(['fifo', '/dev/null'])('%s is refused to a report, and nothing waits for it', async out => {
    spawnSync('mkfifo', [at('fifo')])
    const { code, stderr } = await mnist(['report', 'whole', '--out', out], { cwd })
    expect(stderr).toBe(`mnist report: ${out}: could not be written (it is no ordinary file)\n`)
    expect(code).toBe(2)
  })

  test('may be a link to a folder, which stays a link', async () => {
    await mkdir(at('target'))
    await symlink('target', at('link'))
    expect(await mnist([...words, '--out', 'link'], { cwd })).toMatchObject({ code: 0, stderr: '' })
    expect((await lstat(at('link'))).isSymbolicLink()).toBe(true)
    expect((await readdir(at('target'))).sort()).toEqual((await readdir(at('whole'))).sort())
  })

  test('is told where runs/ is a file', async () => {
    await mkdir(at('elsewhere'))
    await writeFile(at('elsewhere', 'runs'), 'mine')
    const line = ['train', '--preset', 'mlp', '--limit', '100', '--threads', '1']
    const { code, stderr } = await mnist(line, { cwd: at('elsewhere') })
    expect(stderr).toBe('mnist train: runs: the folder could not be made (there is a file of that name)\n')
    expect(code).toBe(2)
  })
})

describe.skipIf(process.platform === 'win32')('a folder that cannot be written', () => {
  beforeAll(async () => {
    await cp(at('whole'), at('readOnly'), { recursive: true })
    await rm(at('readOnly', 'model.onnx'))
    await chmod(at('readOnly'), 0o555)
    // What is forbidden to others, root may do: for him, the disk is read-only.
    if (process.getuid?.() === 0) {
      spawnSync('mount', ['--bind', at('readOnly'), at('readOnly')])
      spawnSync('mount', ['-o', 'remount,bind,ro', at('readOnly')])
    }
  })

  afterAll(async () => {
    spawnSync('umount', [at('readOnly')])
    await chmod(at('readOnly'), 0o755)
  })

  test('is told by every command that would write there', async context => {
    if (
      await writeFile(at('readOnly', 'probe'), '').then(
        () => true,
        () => false,
      )
    )
      context.skip('this process may write anywhere')
    const problem = '(no permission|the disk is read-only)'
    const lines: [line: string, code: number, message: string][] = [
      [
        `${words.join(' ')} --out readOnly/new`,
        2,
        `train: readOnly/new: the folder could not be made \\(${problem}\\)`,
      ],
      ['train --resume readOnly', 1, `train: readOnly: could not be locked \\(${problem}\\)`],
    ]
    for (const [line, code, message] of lines) {
      const outcome = await mnist(line.split(' '), { cwd })
      expect(outcome.stderr).toMatch(new RegExp(`^mnist ${message}\\n$`))
      expect(outcome.code).toBe(code)
    }
  })
})
