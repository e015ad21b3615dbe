import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCleanPlace, runIn } from '../test/privacy/cleanPlace.js'
import { watch, whyNoStrace } from '../test/privacy/strace.js'
import type { Calls } from '../test/privacy/trace.js'
import { joined, type Notebook, type Output } from './cells.ts'
import { root } from './paths.ts'

const place = createCleanPlace()
afterAll(() => place.remove())

/** What `npm run notebook:execute` runs, once the library is built. */
const words = ['notebook/deno.js', 'notebook/execute.ts', join(place.work, 'executed.ipynb')]
const unwatched = process.env.CI ? undefined : whyNoStrace()

let outputs: Output[]
let calls: Calls

beforeAll(async () => {
  const options = { cwd: root, env: { PYTHONDONTWRITEBYTECODE: '1' } }
  const run = unwatched === undefined ? watch : runIn
  const { code, stderr, ...rest } = await run(place, process.execPath, words, options)
  expect(code, stderr).toBe(0)
  calls = rest as typeof rest & Calls
  const { cells } = JSON.parse(readFileSync(join(place.work, 'executed.ipynb'), 'utf8')) as Notebook
  outputs = cells.flatMap(cell => cell.outputs ?? [])
}, 1_200_000)

test.skipIf(unwatched)(
  'Jupyter and the kernel speak to each other alone, and write in no folder of the user but ~/.jupyter',
  () => {
    const addresses = calls.sockets.filter(call => /^(bind|connect|send)/.test(call))
    expect(addresses.filter(call => !/ (127\.0\.0\.1:\d+|\/.*)$/.test(call))).toEqual([]) // a path is of this machine, too
    const folders = [place.work, `${place.root}/tmp`, `${place.root}/home/.jupyter`, `${root}node_modules`, '/dev']
    expect(calls.written.filter(path => !folders.some(folder => path.startsWith(`${folder}/`)))).toEqual([])
    expect(place.contents()).toEqual(['work/executed.ipynb'])
  },
)

test('no cell fails', () => {
  expect(outputs.filter(({ output_type }) => output_type === 'error')).toEqual([])
})

test('every figure is there, as SVG and as PNG', () => {
  const figures = outputs.flatMap(({ data }) => joined(data?.['image/svg+xml']).match(/(?<=<title>)[^<]+/)?.[0] ?? [])
  expect(figures).toEqual([
    'What the net will learn from',
    'Training images of each digit',
    'The mean of each digit',
    'The example',
    'Training curves',
    'Sample predictions',
    'Confusion matrix',
    'Most confident mistakes',
    'Filters of the first layer',
    'Trainings compared',
    'Other images',
  ])
  expect(outputs.filter(({ data }) => joined(data?.['image/png']).startsWith('iVBOR'))).toHaveLength(figures.length)
})

test('at least 99 % of the test images are read right', () => {
  const texts = outputs.map(({ data }) => joined(data?.['text/plain'])).join('\n')
  expect(Number(/test accuracy (\d+\.\d+) %/.exec(texts)?.[1])).toBeGreaterThanOrEqual(99)
})
