import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { layerBuilders, mergeBuilders } from '../src/layers/catalog.js'
import { readConfiguration } from '../src/model/configuration.js'
import { drawSeven } from './node/pictures.js'

const readme = await readFile('README.md', 'utf8')

function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(match => match[1]!)
}

test('the library example has at most 25 lines and runs as it stands', async () => {
  const [example] = blocks('ts')
  expect(example!.trim().split('\n').length).toBeLessThanOrEqual(25)
  // Below the repository, so that the package finds itself by its own name.
  await mkdir('runs', { recursive: true })
  const folder = await mkdtemp(join(process.cwd(), 'runs', 'readme-'))
  try {
    await writeFile(join(folder, 'example.mjs'), example!)
    const { stdout } = await promisify(execFile)('node', ['example.mjs'], { cwd: folder })
    expect(Number(stdout.match(/^(0\.\d+) \[/m)![1])).toBeGreaterThan(0.97)
    expect(stdout).toContain('7 is really 7')
  } finally {
    await rm(folder, { recursive: true })
  }
}, 120_000)

test('the example that reads a picture runs as it stands', async () => {
  const [example] = blocks('js')
  await mkdir('runs', { recursive: true })
  const folder = await mkdtemp(join(process.cwd(), 'runs', 'readme-'))
  try {
    await drawSeven(300).jpeg().toFile(join(folder, 'four.jpg'))
    await writeFile(
      join(folder, 'example.mjs'),
      `${example}\nconsole.log(digit, text, confidence > 0.9, reason, digits.length)`,
    )
    const { stdout } = await promisify(execFile)('node', ['example.mjs'], { cwd: folder })
    expect(stdout).toBe('7 7 true undefined 1\n')
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('the example of the engine finds the line', async () => {
  await mkdir('runs', { recursive: true })
  const folder = await mkdtemp(join(process.cwd(), 'runs', 'readme-'))
  try {
    await writeFile(join(folder, 'example.mjs'), blocks('ts')[2]!)
    const { stdout } = await promisify(execFile)('node', ['example.mjs'], { cwd: folder })
    const [slope, intercept] = [...stdout.matchAll(/-?\d+\.?\d*/g)].slice(2).map(Number) // after Float32Array(2)
    expect([slope, intercept]).toEqual([expect.closeTo(2, 1), expect.closeTo(1, 1)])
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('the configuration file of the README is valid', () => {
  expect(readConfiguration(blocks('json')[0]!).training.epochs).toBe(3)
})

test('the examples of nets that branch are valid', async () => {
  await mkdir('runs', { recursive: true })
  const folder = await mkdtemp(join(process.cwd(), 'runs', 'readme-'))
  try {
    await writeFile(join(folder, 'example.mjs'), `${blocks('ts')[1]}\nconsole.log(residual.layers.length)`)
    const { stdout } = await promisify(execFile)('node', ['example.mjs'], { cwd: folder })
    expect(stdout).toBe('6\n')
  } finally {
    await rm(folder, { recursive: true })
  }
  const layers = JSON.parse(`[${blocks('json')[1]}]`)
  const head = [{ kind: 'flatten' }, { kind: 'dense', units: 10, activation: 'softmax' }]
  expect(readConfiguration(JSON.stringify({ layers: [...layers, ...head] })).layers[2]!.inputs).toEqual([
    'stem',
    'branch',
  ])
})

test('the README names every layer', () => {
  for (const kind of Object.keys({ ...layerBuilders, ...mergeBuilders })) expect(readme).toContain(`\`${kind}\``)
})
