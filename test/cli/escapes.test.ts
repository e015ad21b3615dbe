import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawSeven, whitePng, write } from '../node/pictures.js'
import { wholeRecord } from '../runs/wholeRecord.js'
import { mnist } from './mnist.js'

// Names that a terminal would obey: to clear the screen, to set its title, to turn what follows around.

const hostile = '\u001b[2J\u009b31m\u001b]0;mine\u0007\u202e7\u2066'
const raw = /[^\P{Cc}\n]|\p{Bidi_Control}/u

let cwd: string

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'mnist-escapes-'))
  await write(cwd, `images/${hostile}.png`, await drawSeven(60).png().toBuffer())
  await write(cwd, `images/${hostile}2.png`, 'no picture')
  await write(cwd, `images/blank${hostile}.png`, whitePng(30))
  await mkdir(join(cwd, hostile))
  await writeFile(join(cwd, 'key.json'), JSON.stringify({ [hostile]: 1 }))
  await writeFile(join(cwd, 'value.json'), JSON.stringify({ layers: [{ kind: hostile }] }))
  await writeFile(join(cwd, 'cut.json'), hostile)
  await copyFile(join(cwd, 'key.json'), join(cwd, `${hostile}.json`))
  const runs = { hostileName: { name: hostile }, hostileStatus: { status: hostile }, hostileKey: { [hostile]: 1 } }
  for (const [name, change] of Object.entries(runs)) {
    await mkdir(join(cwd, name))
    await writeFile(join(cwd, name, 'run.json'), JSON.stringify({ ...wholeRecord(), ...change }))
  }
})
afterAll(() => rm(cwd, { recursive: true }))

const commands: readonly (readonly string[])[] = [
  ['predict', 'images'],
  ['predict', 'images', '--json'],
  ['predict', 'images', '--explain', hostile],
  ['predict', hostile, `${hostile}.png`],
  ['predict', 'images', '--model', `${hostile}.json`],
  ['read', 'images'],
  ['read', 'images', '--json'],
  ['read', 'images', '--explain', `images/${hostile}.png`],
  ['evaluate', `${hostile}.json`],
  ['evaluate', hostile, '--data', hostile],
  ['data', '--data', hostile],
  ['summary', '--model', 'key.json'],
  ['summary', '--model', 'value.json'],
  ['summary', '--model', 'cut.json'],
  ['train', '--model', `${hostile}.json`],
  ['train', '--epochs', hostile],
  ['train', '--preset', hostile],
  ['train', '--resume', hostile],
  ['train', `--${hostile}`],
  ['report', 'hostileName'],
  ['report', 'hostileStatus'],
  ['report', 'hostileKey', 'hostileName'],
  ['report', hostile],
  [hostile],
  ['help', hostile],
]

test.concurrent.each(commands.map((words, index) => [words[0] === hostile ? '' : words[0], index, words] as const))(
  'mnist %s shows what is hostile in command %i, and a terminal need not obey it',
  async (_name, _index, words) => {
    const { stdout, stderr } = await mnist(words, { cwd })
    expect(`${stdout}${stderr}`).toMatch(/\S/)
    expect(stdout).not.toMatch(raw)
    expect(stderr).not.toMatch(raw)
  },
)

test('--json tells the exact name', async () => {
  const { stdout } = await mnist(['predict', 'images', '--json'], { cwd })
  const files = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line).file)
  expect(files.toSorted()).toEqual(
    [`${hostile}.png`, `${hostile}2.png`, `blank${hostile}.png`].map(name => join('images', name)).toSorted(),
  )
})
