import { link } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../data/smallDataset.js'
import { drawSeven, write } from '../node/pictures.js'
import { attempts } from './attack.js'
import { mnistWatched } from './watched.js'

test('a folder of many files takes no more memory than one of few, and every file is answered', async () => {
  const contents = await Promise.all([
    drawSeven(28).png().toBuffer(),
    drawSeven(300, 400).jpeg().toBuffer(),
    drawSeven(60).gif().toBuffer(),
    drawSeven(900, 1200).jpeg().toBuffer(),
  ])
  const folder = await temporaryFolder()
  const originals = await Promise.all(contents.map((content, index) => write(folder, `original ${index}`, content)))
  originals.push(await write(folder, 'damaged', contents[3]!.subarray(0, 2000)))
  async function answer(count: number): Promise<number | undefined> {
    const many = join(await temporaryFolder(), 'many')
    await write(many, 'notes.txt', '')
    for (let index = 0; index < count; index++)
      await link(originals[index % originals.length]!, join(many, `${index}.png`))
    const { code, stdout, stderr, peak } = await mnistWatched(['predict', many, '--json'])
    expect(code).toBe(1)
    const answers = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(answers.map(({ file }) => file)).toEqual(
      Array.from({ length: count }, (_, index) => join(many, `${index}.png`)),
    )
    expect(answers.filter(({ digit }) => digit !== 7)).toHaveLength(count / originals.length)
    expect(stderr.trim().split('\n')).toHaveLength(count / originals.length + 1)
    return peak
  }
  const few = await answer(attempts({ few: 40, all: 200 }))
  const many = await answer(attempts({ few: 40, all: 10_000 }))
  if (few !== undefined && many !== undefined) expect(many).toBeLessThan(few + 150)
})
