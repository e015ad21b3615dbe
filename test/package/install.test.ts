import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

// Installs this package as a newcomer does, and as a project that depends on it does, from nothing but the registry of npm: the server
// from which onnxruntime-node wants CUDA's libraries cannot be reached. Takes minutes: `npm run test:package`.

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'package-'))
const clone = join(folder, 'clone')
const third = join(folder, 'third')
const tarball = join(folder, 'mnist-digit-classifier-0.1.0.tgz')
const four = join(root, 'test/fixtures/images/white-4.jpg')

/** What the README says to set; only Linux on x64 needs it. */
const documented = { ONNXRUNTIME_NODE_INSTALL: 'skip' }
const unreachable = 'http://127.0.0.1:9'

/** Runs a program to its end. What `npm run` has told this process about this project is left out. */
function run(cwd: string, words: readonly string[], env: Record<string, string> = {}) {
  const own = Object.entries(process.env).filter(([name]) => !/^npm_(?!config_(registry|cache))/.test(name))
  const child = spawn(words[0]!, words.slice(1), {
    cwd,
    env: {
      ...Object.fromEntries(own),
      GLOBAL_AGENT_HTTP_PROXY: unreachable,
      GLOBAL_AGENT_HTTPS_PROXY: unreachable,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, output }))
  })
}

/** Runs a program that a version of Node and one of npm bring. */
const withVersions = (node: string, npm: string, ...words: string[]) => [
  'npx',
  '--yes',
  '-p',
  `node@${node}`,
  '-p',
  `npm@${npm}`,
  ...words,
]

async function createThird(): Promise<void> {
  rmSync(third, { recursive: true, force: true })
  mkdirSync(third)
  writeFileSync(join(third, 'package.json'), '{ "name": "third", "private": true }')
}

describe.runIf(process.env.ATTACK === 'full')('from the registry alone', () => {
  beforeAll(async () => {
    const { output } = await run(root, ['git', 'ls-files', '-z'])
    for (const path of output.split('\0').filter(path => path && existsSync(join(root, path))))
      cpSync(join(root, path), join(clone, path))
  }, 60_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  for (const [node, npm] of [
    ['20', '10'],
    ['22', '10'],
    ['24', '11'],
  ] as const)
    test(`npm ci works under Node ${node} and npm ${npm}, and builds`, async () => {
      rmSync(join(clone, 'node_modules'), { recursive: true, force: true })
      rmSync(join(clone, 'dist'), { recursive: true, force: true })
      const { code, output } = await run(clone, withVersions(node, npm, 'npm', 'ci'))
      expect(code, output).toBe(0)
      expect(existsSync(join(clone, 'dist/lab/index.html'))).toBe(true)
    })

  test('the tarball holds what is needed to run, and no more', async () => {
    const { code, output } = await run(clone, [
      'npm',
      'pack',
      '--ignore-scripts',
      '--json',
      '--silent',
      '--pack-destination',
      folder,
    ])
    expect(code, output).toBe(0)
    const paths: string[] = JSON.parse(output)[0].files.map(({ path }: { path: string }) => path)
    for (const path of [
      'dist/cli/main.js',
      'dist/index.js',
      'dist/index.d.ts',
      'dist/web.js',
      'dist/lab/index.html',
      'models/digits.onnx',
    ])
      expect(paths).toContain(path)
    expect(paths.filter(path => !/^(dist|models)\/[^.]|^(package\.json|README\.md)$/.test(path))).toEqual([])
  })

  test.runIf(`${process.platform} ${process.arch}` === 'linux x64')(
    'a project that sets nothing fails where the server of CUDA cannot be reached',
    async () => {
      await createThird()
      const { code, output } = await run(third, withVersions('20', '10', 'npm', 'install', tarball))
      expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('ECONNREFUSED 127.0.0.1:9') })
    },
  )

  for (const [node, npm] of [
    ['20', '10'],
    ['22', '10'],
    ['24', '11'],
  ] as const)
    test(`a project that depends on it installs and uses it, by the line of the README, under Node ${node} and npm ${npm}`, async () => {
      await createThird()
      const installed = await run(third, withVersions(node, npm, 'npm', 'install', tarball), documented)
      expect(installed.code, installed.output).toBe(0)
      const predicted = await run(third, withVersions(node, npm, 'npx', 'mnist', 'predict', four))
      expect(predicted, predicted.output).toEqual({ code: 0, output: `${four}  4  99.9 %\n` })
      const program = `require('mnist-digit-classifier').loadReader().then(({ classify }) => classify(new Uint8Array(784), 28, 28)).then(({ digit }) => console.log(digit))`
      const used = await run(third, withVersions(node, npm, 'node', '--no-warnings', '--eval', program))
      expect(used).toEqual({ code: 0, output: 'null\n' })
    })

  test('Node 18 is told to be too old, by the command line and by the library', async () => {
    const old = (...words: string[]) => run(third, ['npx', '--yes', '-p', 'node@18', 'node', ...words])
    const told = expect.stringMatching(/: expected Node 20\.19 or newer, received 18\.\d+\.\d+\n$/)
    expect(await old('node_modules/.bin/mnist', 'predict', four)).toEqual({ code: 2, output: told })
    const program = `import('mnist-digit-classifier').catch(({ message }) => console.log(message))`
    expect(await old('--eval', program)).toEqual({ code: 0, output: told })
  })
})
