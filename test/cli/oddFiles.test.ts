import { execFile, execFileSync } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nameWidth } from '../../src/cli/images/answerText.js'
import { drawSeven, write } from '../node/pictures.js'
import { mnist, type Outcome } from './mnist.js'

// What a folder may hold besides files, and what may stand where an image file is expected.

let folder: string
let seven: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnist-odd-'))
  seven = await write(folder, 'seven.png', await drawSeven(300).png().toBuffer())
})
afterAll(() => rm(folder, { recursive: true }))

const isUnix = process.platform !== 'win32'

/** Runs a line of the shell in which `mnist` is the built command line. */
function shell(line: string): Promise<Outcome> {
  const script = `mnist() { '${process.execPath}' dist/cli/main.js "$@"; }; ${line}`
  return new Promise(resolve => {
    execFile('/bin/bash', ['-c', script], (error, stdout, stderr) =>
      resolve({ code: error ? (error.code as unknown as number) : 0, stdout, stderr }),
    )
  })
}

describe.skipIf(!isUnix)('on Unix', () => {
  test('what is no file in a folder is told, and the files are answered', async () => {
    const odd = join(folder, 'odd')
    await copyFile(seven, await write(odd, 'good.png', ''))
    execFileSync('mkfifo', [join(odd, 'pipe.png')])
    const server = createServer()
    await new Promise<void>(resolve => server.listen(join(odd, 'socket.png'), resolve))
    const links = {
      'circle.png': 'circle.png',
      'dangling.png': 'nowhere.png',
      'device.png': '/dev/zero',
      'folder.png': '.',
      'link.png': seven,
      'piped.png': 'pipe.png',
    }
    for (const [name, target] of Object.entries(links)) await symlink(target, join(odd, name))
    await mkdir(join(odd, 'inner.png'))
    execFileSync('/bin/bash', ['-c', String.raw`cp "$0" "$1"/$'\xff\xfe.png'`, seven, odd])
    const { code, stdout, stderr } = await mnist(['predict', odd, '--json'])
    server.close()
    const answers = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(answers.map(({ file, digit, reason }) => [file.slice(odd.length + 1), digit ?? reason])).toEqual([
      ['circle.png', 'could not be read (its symbolic links lead in a circle)'],
      ['dangling.png', 'could not be read (no such file)'],
      ['device.png', 'could not be read (it is a device)'],
      ['folder.png', 'could not be read (it is a folder)'],
      ['good.png', 7],
      ['link.png', 7],
      ['pipe.png', 'could not be read (it is a pipe)'],
      ['piped.png', 'could not be read (it is a pipe)'],
      ['socket.png', 'could not be read (it is a socket)'],
      ['\ufffd\ufffd.png', 'could not be read (its name is not valid UTF-8)'],
    ])
    expect(code).toBe(1)
    expect(stderr).toContain('8 of 10 could not be read')
  })

  test('a pipe, and what the shell makes of one, is read like standard input', async () => {
    const { code, stdout } = await shell(
      `mnist predict <(cat '${seven}') --json; cat '${seven}' | mnist predict /dev/stdin --json`,
    )
    expect(code).toBe(0)
    for (const line of stdout.trim().split('\n')) expect(JSON.parse(line).digit).toBe(7)
    expect(stdout.trim().split('\n')).toHaveLength(2)
  })

  test('a pipe that nobody writes to is not waited for', async () => {
    execFileSync('mkfifo', [join(folder, 'silent.png')])
    const { code, stderr } = await mnist(['predict', join(folder, 'silent.png')])
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `${join(folder, 'silent.png')}: could not be read (the pipe is empty, and nobody writes to it)\n`,
    })
  })

  test.each([
    ['/dev/zero', 'it is a device'],
    ['/dev/null', 'it is a device'],
    ['/dev', 'expected images in the folder, found none'],
  ])('%s is no image', async (path, reason) => {
    const { code, stdout, stderr } = await mnist(['predict', path])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(`${path}: `)
    expect(stderr).toContain(reason)
  })

  test.skipIf(process.platform !== 'linux')('what the kernel shows as files is refused in a line each', async () => {
    const files = ['mem', 'environ', 'maps', 'pagemap', 'cmdline', 'exe', 'ns/net', 'fd/0'].map(
      name => `/proc/self/${name}`,
    )
    files.push('/proc/kcore', '/proc/kmsg', '/sys/kernel/mm/transparent_hugepage/enabled')
    const { code, stdout, stderr } = await mnist(['predict', ...files])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    const lines = stderr.trim().split('\n')
    expect(lines).toHaveLength(files.length + 1)
    for (const [index, file] of files.entries())
      expect(lines[index]).toMatch(new RegExp(`^${file}: could not be read \\(.+\\)$`))
  })

  test.each([
    ['<&-', 'could not be read (the file is empty)'],
    ['< .', 'could not be read (the file is empty)'],
    ['< /dev/null', 'could not be read (the file is empty)'],
    ['< /dev/zero', 'could not be read (expected at most 100 MB, received more)'],
    ['0> written.png', 'could not be read (bad file descriptor)'],
  ])('- is told where standard input is %s', async (redirection, reason) => {
    const { code, stdout, stderr } = await shell(
      `mnist() { '${process.execPath}' '${process.cwd()}/dist/cli/main.js' "$@"; }; cd '${folder}'; mnist predict - ${redirection}`,
    )
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: `standard input: ${reason}\n` })
  })

  test.skipIf(process.getuid?.() === 0)('a folder without permission is told', async () => {
    const locked = join(folder, 'locked')
    await mkdir(locked, { mode: 0 })
    const { code, stderr } = await mnist(['predict', locked])
    expect({ code, stderr }).toEqual({ code: 1, stderr: `${locked}: could not be read (no permission)\n` })
  })
})

test('names stand in line, however many there are', () => {
  const sources = Array.from({ length: 300_000 }, (_, index) => ({ path: `${index}`, name: `${index}` }))
  expect(nameWidth(sources)).toBe(6)
  expect(nameWidth([...sources, { path: 'a', name: 'a'.repeat(200) }])).toBe(40)
})

test('files that vanish or grow meanwhile are answered or told, one line each', async () => {
  const moving = join(folder, 'moving')
  const content = await drawSeven(60).png().toBuffer()
  const names = Array.from({ length: 60 }, (_, index) => `${index}.png`)
  for (const name of names) await write(moving, name, content)
  let begun = false
  const { stdout } = await mnist(['predict', moving, '--json'], {
    onOutput() {
      if (begun) return
      begun = true
      for (const [index, name] of names.entries())
        if (index % 2 === 0) void rm(join(moving, name))
        else void writeFile(join(moving, name), Buffer.concat([content, Buffer.alloc(100_000)]))
    },
  })
  const answers = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(answers.map(({ file }) => file)).toEqual(names.map(name => join(moving, name)))
  for (const { digit, reason } of answers) expect(digit === 7 || /^could not be read \(.+\)$/.test(reason)).toBe(true)
})
