import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { decodeImage } from '../../src/node/decodeImage.js'
import { loadReader } from '../../src/node/reader.js'

// Synthetic files, made by `npm run fixtures`: they hold what works in place, and approximate real pens and cameras.

interface Truth {
  readonly file: string
  readonly kind: 'digit' | 'number' | 'none'
  readonly shows: number | string | null
}

const path = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))
const truth: readonly Truth[] = JSON.parse(await readFile(path('truth.json'), 'utf8'))
const reader = await loadReader(undefined, { threads: 1 })

/** What a file shows, as `mnist predict` and `mnist read` decode and read it. */
async function answer({ file, kind }: Truth): Promise<Truth['shows']> {
  const { data, width, height } = await decodeImage(path(`images/${file}`))
  if (kind === 'number') return (await reader.readNumber(data, width, height)).text
  return (await reader.classify(data, width, height)).digit
}

for (const [kind, name, share] of [
  ['digit', 'single digits in files are read, on papers, in lights and with pens of many kinds', 0.95],
  ['number', 'numbers in files are read, in one line and in two', 0.8],
  ['none', 'files that show no digit are refused', 0.9],
] as const)
  test(name, async () => {
    const files = truth.filter(each => each.kind === kind)
    const wrong: string[] = []
    for (const each of files) {
      const read = await answer(each)
      if (read !== each.shows) wrong.push(`${each.file}: ${JSON.stringify(read)}`)
    }
    const right = files.length - wrong.length
    expect(right, wrong.join('\n')).toBeGreaterThanOrEqual(Math.ceil(share * files.length))
  })
