import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blocksOf, pages } from '../blocks.js'
import { createPlace, type Place } from './place.js'

// The programs that the pages show: all are compiled as strictly as a compiler can be, against the types of the built package, and
// run as they stand, by `npm run test:docs`. Some train for seconds.

const tsc = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url))
const execute = promisify(execFile)

const programs = pages
  .flatMap(blocksOf)
  .filter(({ language, treatment }) => ['ts', 'js'].includes(language) && treatment !== 'none')
  .map((block, index) => ({ ...block, name: `${basename(block.page, '.md')}-${index}` }))

let place: Place

beforeAll(async () => {
  place = await createPlace('code')
  mkdirSync(join(place.folder, 'src'))
  for (const { name, code } of programs) writeFileSync(join(place.folder, 'src', `${name}.mts`), `${code}\nexport {}\n`)
  const compilerOptions = {
    target: 'ES2023',
    lib: ['ES2023', 'DOM', 'DOM.Iterable'],
    module: 'nodenext',
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    rootDir: 'src',
    outDir: 'built',
  }
  writeFileSync(join(place.folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }))
}, 120_000)
afterAll(() => place.remove())

test('every program compiles against the types of the package', async () => {
  expect(programs.length).toBeGreaterThan(8)
  const { stdout } = await execute(process.execPath, [tsc, '-p', place.folder]).catch(error => error)
  expect(stdout).toBe('')
}, 300_000)

/** What some of the programs must print; the others must end without an error. */
const expectations: Record<string, (output: string) => void> = {
  'is really': output => {
    expect(Number(output.match(/^(0\.\d+) \[/m)![1])).toBeGreaterThan(0.97)
    expect(output).toContain('7 is really 7')
  },
  'slope 2, intercept 1': output => {
    const [slope, intercept] = [...output.matchAll(/-?\d+\.?\d*/g)].slice(2).map(Number) // after Float32Array(2)
    expect([slope, intercept]).toEqual([expect.closeTo(2, 1), expect.closeTo(1, 1)])
  },
  'console.log(digit, confidence)': output => expect(output).toMatch(/^4 0\.9/),
  'console.log(residual.layers.length)': output => expect(output).toBe('6\n'),
}

describe('every program runs as it stands', () => {
  test.each(programs.filter(({ treatment }) => treatment === 'run'))(
    '$place',
    async ({ name, code }) => {
      const { stdout } = await execute(process.execPath, [join('built', `${name}.mjs`)], { cwd: place.folder })
      for (const [mark, check] of Object.entries(expectations)) if (code.includes(mark)) check(stdout)
    },
    300_000,
  )
})

test('the first example of training has at most 25 lines', () => {
  const example = programs.find(({ code }) => code.includes('is really'))!
  expect(example.code.trim().split('\n').length).toBeLessThanOrEqual(25)
})
