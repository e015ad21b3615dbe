import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../data/smallDataset.js'
import { memoryBombs, timeBombs } from '../node/bombs.js'
import { drawSeven, write } from '../node/pictures.js'
import { attempts } from './attack.js'
import { mnistWatched } from './watched.js'

test('a folder of files that take gigabytes or minutes is answered, in bounded memory', async () => {
  const folder = await temporaryFolder()
  const bombs = { ...memoryBombs, ...attempts({ few: {}, all: timeBombs }) }
  const copies = attempts({ few: 1, all: 3 })
  const names: string[] = []
  for (const [kind, make] of Object.entries(bombs)) {
    const bomb = make()
    for (let copy = 0; copy < copies; copy++) {
      names.push(`${kind} ${copy}.png`)
      await write(folder, names.at(-1)!, bomb)
    }
  }
  await write(folder, 'seven.png', await drawSeven(60).png().toBuffer())
  const { code, stdout, stderr, peak } = await mnistWatched(['predict', folder, '--json'])
  expect(code).toBe(1)
  const answers = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(answers.map(({ file }) => file).toSorted()).toEqual(
    [...names, 'seven.png'].map(name => join(folder, name)).toSorted(),
  )
  for (const { file, digit, reason } of answers)
    if (file.endsWith('seven.png')) expect(digit).toBe(7)
    else
      expect(reason, file).toMatch(
        /^could not be read \(expected an image that takes at most (400 MB|10 seconds) to decode, received one that takes (more|longer)\)$/,
      )
  expect(stderr.trim().split('\n')).toHaveLength(names.length + 1)
  if (peak !== undefined) expect(peak).toBeLessThan(1400) // 400 MB for each of two decoders, what they overshoot, and the command itself
})
