import { execFile } from 'node:child_process'
import { link, lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { exists, removeLeftovers, writeWhole } from '../../src/node/files.js'
import { temporaryFolder } from '../data/smallDataset.js'

const run = promisify(execFile)
const posix = process.platform !== 'win32'

test('writes to one path at the same time leave one of the contents, whole, and nothing else', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'model.onnx')
  for (let attempt = 0; attempt < 10; attempt++) {
    const contents = [1, 2, 3].map(byte => new Uint8Array(2_000_000 + byte).fill(byte))
    await Promise.all(contents.map(content => writeWhole(path, content)))
    const written = await readFile(path)
    expect(contents.some(content => written.equals(content))).toBe(true)
  }
  expect(await readdir(folder)).toEqual(['model.onnx'])
})

test('a name as long as a file system takes can be written', async () => {
  const path = join(await temporaryFolder(), 'x'.repeat(255))
  await writeWhole(path, 'long')
  expect(await readFile(path, 'utf8')).toBe('long')
})

test('a path exists where a file or a folder is, and not where nothing is, or where a part of it is a file', async () => {
  const folder = await temporaryFolder()
  const file = join(folder, 'run.json')
  await writeFile(file, '')
  expect(await Promise.all([exists(folder), exists(file)])).toEqual([true, true])
  expect(await Promise.all([exists(join(folder, 'none')), exists(join(file, 'none')), exists('')])).toEqual([
    false,
    false,
    false,
  ])
})

test.runIf(posix)('a link exists where what it leads to exists', async () => {
  const folder = await temporaryFolder()
  await symlink('nowhere', join(folder, 'dangling'))
  await symlink(folder, join(folder, 'itself'))
  expect(await exists(join(folder, 'dangling'))).toBe(false)
  expect(await exists(join(folder, 'itself'))).toBe(true)
})

test.runIf(posix)('a link stays a link: what it leads to is written', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'elsewhere'))
  const [target, way] = [join(folder, 'elsewhere', 'model.onnx'), join(folder, 'latest.onnx')]
  await writeFile(target, 'old')
  await symlink(target, way)
  await writeWhole(way, 'new')
  expect((await lstat(way)).isSymbolicLink()).toBe(true)
  expect(await readFile(target, 'utf8')).toBe('new')
})

test.runIf(posix)('what is no file is refused by name, and stays what it is', async () => {
  const folder = await temporaryFolder()
  const at = (name: string) => join(folder, name)
  await mkdir(at('folder'))
  await run('mkfifo', [at('fifo')])
  await symlink('nowhere', at('dangling'))
  const refusals = {
    [at('folder')]: 'it is a folder',
    [at('fifo')]: 'it is no ordinary file',
    '/dev/null': 'it is no ordinary file',
    [at('dangling')]: 'it is a link to nothing',
    [at('none/model.onnx')]: 'no such folder',
    [at('fifo/model.onnx')]: 'a part of its path is no folder',
  }
  for (const [path, reason] of Object.entries(refusals))
    await expect(writeWhole(path, 'x')).rejects.toThrow(`${path}: could not be written (${reason})`)
  expect((await lstat('/dev/null')).isCharacterDevice()).toBe(true)
  expect((await readdir(folder)).sort()).toEqual(['dangling', 'fifo', 'folder'])
})

test('leftovers of killed writes are removed; files of the user, and of a process that still runs, stay', async () => {
  const folder = await temporaryFolder()
  const gone = await run(process.execPath, ['--eval', 'console.log(process.pid)'])
  const id = '01234567-89ab-cdef-0123-456789abcdef'
  const left = `.mnist-${gone.stdout.trim()}-${id}.part`
  const kept = [`.mnist-${process.ppid}-${id}.part`, 'download.part', 'run.json.part', '.mnist-1-notes.part'].sort()
  for (const name of [left, ...kept]) await writeFile(join(folder, name), 'mine')
  await link(join(folder, left), join(folder, 'model.onnx.12.part'))
  await removeLeftovers(folder)
  expect((await readdir(folder)).sort()).toEqual([...kept, 'model.onnx.12.part'].sort())
  await removeLeftovers(join(folder, 'none'))
})

const limited = `
  const { writeWhole } = await import('${new URL('../../dist/node/files.js', import.meta.url)}')
  await writeWhole(process.argv[1], new Uint8Array(5_000_000)).catch(error => console.log(error.message))
`

test.runIf(posix)('a write that does not fit leaves what was there, and tells the file', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'checkpoint')
  await writeFile(path, 'old')
  const command = 'ulimit -f 1000; exec "$0" --input-type=module --eval "$1" "$2"'
  const { stdout } = await run('bash', ['-c', command, process.execPath, limited, path])
  expect(stdout).toBe(`${path}: could not be written (the file would be larger than is allowed)\n`)
  expect(await readFile(path, 'utf8')).toBe('old')
  expect(await readdir(folder)).toEqual(['checkpoint'])
})
