import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export const usage = `npm run bench:handwriting -- --data DIR [options]
npm run bench:handwriting -- --compare A/results.json B/results.json

  --data DIR      folders of pictures named by their truth: 7_000.png, 12-345_000.jpg (lines), none_000.png
  --sets A,B      only these folders
  --limit N       at most so many pictures of each, evenly from all
  --model FILE    another model than the one that ships
  --out DIR       where results.json and table.md go; a run that was ended goes on from there
  --sheets        draws what is not right, step by step, into DIR/sheets
  --compare       two results of the same pictures: what got better, and what worse
`

export type HandwritingOptions = MeasureOptions | { readonly compare: readonly [before: string, after: string] }

export interface MeasureOptions {
  readonly data: string
  readonly sets?: readonly string[]
  readonly limit?: number
  readonly model?: string
  readonly out?: string
  readonly sheets: boolean
}

/**
 * Reads the command line of `npm run bench:handwriting`.
 *
 * @throws Error that names the option, what was expected and what was received
 */
export function readOptions(words: readonly string[]): HandwritingOptions {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      sets: { type: 'string' },
      limit: { type: 'string' },
      model: { type: 'string' },
      out: { type: 'string' },
      sheets: { type: 'boolean', default: false },
      compare: { type: 'boolean', default: false },
    },
  })
  const { data, sets, model, out, sheets, compare } = values
  if (compare) {
    const [before, after, ...more] = positionals
    if (before === undefined || after === undefined || more.length > 0)
      throw new Error(`--compare: expected two files, received ${positionals.length}`)
    return { compare: [before, after] }
  }
  if (data === undefined) throw new Error('expected --data DIR, or --compare and two files; see --help')
  if (positionals.length > 0) throw new Error(`expected options alone, received ${positionals[0]}`)
  if (sheets && out === undefined) throw new Error('--sheets: expected --out DIR beside it, received none')
  const limit = Number(values.limit ?? 1)
  if (!Number.isInteger(limit) || limit < 1)
    throw new Error(`--limit: expected a positive integer, received ${values.limit}`)
  return {
    data: resolve(data),
    sheets,
    ...(sets !== undefined && { sets: sets.split(',').map(name => name.trim()) }),
    ...(values.limit !== undefined && { limit }),
    ...(model !== undefined && { model }),
    ...(out !== undefined && { out }),
  }
}
