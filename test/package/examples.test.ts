import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createForeignProject, type ForeignProject } from './foreign.js'

// The examples in a project of someone else, as strict as a compiler can be: what they print is what the documentation promises.
// Those that take longer run with `npm run test:package`.

const isFull = process.env.ATTACK === 'full'

let project: ForeignProject

beforeAll(async () => {
  project = await createForeignProject()
}, 120_000)
afterAll(() => project.remove())

/** Compiles the examples with the module system given, all declaration files of the package included. */
async function compile(name: string, options: object): Promise<void> {
  const config = {
    compilerOptions: {
      target: 'ES2023',
      lib: ['ES2023', 'DOM', 'DOM.Iterable'],
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      rootDir: 'src',
      outDir: name,
      ...options,
    },
    include: ['src'],
  }
  await writeFile(join(project.folder, `${name}.json`), JSON.stringify(config))
  await project.run('tsc', '-p', `${name}.json`)
}

const result = async (example: string) => JSON.parse(await project.run('node', `nodenext/${example}.js`))

test('the documentation shows the first example as it stands', async () => {
  const [line, page] = await Promise.all(['examples/line.ts', 'docs/engine.md'].map(path => readFile(path, 'utf8')))
  expect(page).toContain(`\`\`\`ts\n${line}\`\`\``)
})

test('no example has more than 40 lines', async () => {
  const scripts = (await readdir('examples', { recursive: true })).filter(name => name.endsWith('.ts'))
  expect(scripts.length).toBeGreaterThanOrEqual(5)
  for (const name of scripts) {
    const lines = (await readFile(join('examples', name), 'utf8')).trimEnd().split('\n')
    expect(lines.length, name).toBeLessThanOrEqual(40)
  }
})

test(
  'the examples compile in a strict project with module nodenext',
  () => compile('nodenext', { module: 'nodenext' }),
  300_000,
)

const bundler = { module: 'esnext', moduleResolution: 'bundler', noEmit: true }

test.runIf(isFull)('the examples compile in a strict project for a bundler', () => compile('bundler', bundler))

test.runIf(isFull)('the examples compile with the types of a page', () =>
  compile('browser', { ...bundler, customConditions: ['browser'] }),
)

test('a straight line is found', async () => {
  expect(await result('line')).toEqual({ slope: expect.closeTo(2, 1), intercept: expect.closeTo(1, 1) })
})

test('two spirals are told apart, and the exported model yields probabilities', async () => {
  const { accuracy, probabilities } = await result('spiral')
  expect(accuracy).toBeGreaterThan(0.98)
  expect(probabilities[0] + probabilities[1]).toBeCloseTo(1, 5)
})

test.runIf(isFull)('an autoencoder gives digits back through 32 numbers', async () => {
  expect((await result('autoencoder')).meanSquaredError).toBeLessThan(0.02) // the variance of the pixels is 0.09
})

test.runIf(isFull)('a residual net classifies digits', async () => {
  expect((await result('residual')).accuracy).toBeGreaterThan(0.95)
})
