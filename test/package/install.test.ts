import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const tarball = join(folder, `${name}-${version}.tgz`)
const labTarball = join(folder, `${name}-lab-${version}.tgz`)
const four = join(root, 'test/fixtures/images/white-4.jpg')

/** What `mnist predict` prints of it. */
const isFour = /white-4\.jpg {2}4 {2}9\d\.\d %\n$/

/** What the documentation says to set; only Linux on x64 needs it. */
const documented = { ONNXRUNTIME_NODE_INSTALL: 'skip' }
const unreachable = 'http://127.0.0.1:9'

/** Runs a program to its end. What `npm run` has told this process about this project is left out. */
function run(cwd: string, [program, ...args]: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const own = Object.entries(process.env).filter(([name]) => !/^npm_(?!config_(registry|cache))/.test(name))
  const proxy = { GLOBAL_AGENT_HTTP_PROXY: unreachable, GLOBAL_AGENT_HTTPS_PROXY: unreachable }
  const child = spawn(program!, args, {
    cwd,
    env: { ...Object.fromEntries(own), ...proxy, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, stdout, stderr }))
  })
}

/** A command line that runs under a version of Node and with one of npm. */
const withVersions = (node: string, npm: string, ...words: string[]) => [
  'npx',
  '--yes',
  '-p',
  `node@${node}`,
  '-p',
  `npm@${npm}`,
  ...words,
]

/** Versions of Node and of npm. */
const versions = [
  ['20', '10'],
  ['22', '10'],
  ['24', '11'],
] as const

function createThird(): void {
  rmSync(third, { recursive: true, force: true })
  mkdirSync(third)
  writeFileSync(join(third, 'package.json'), '{ "name": "third", "private": true }')
}

describe.runIf(process.env.ATTACK === 'full')('from the registry alone', () => {
  beforeAll(async () => {
    const { stdout } = await run(root, ['git', 'ls-files', '-z'])
    const paths = stdout.split('\0').filter(path => path && existsSync(join(root, path)))
    for (const path of paths) cpSync(join(root, path), join(clone, path))
  }, 600_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }), 600_000)

  for (const [node, npm] of versions)
    test(`npm ci works under Node ${node} and npm ${npm}, and builds`, async () => {
      rmSync(join(clone, 'node_modules'), { recursive: true, force: true })
      const { code, stderr } = await run(clone, withVersions(node, npm, 'npm', 'ci'))
      expect(code, stderr).toBe(0)
      expect(existsSync(join(clone, 'dist/lab/index.html'))).toBe(true)
    })

  test('both packages are packed', async () => {
    for (const packed of ['.', './dist/lab']) {
      const words = ['npm', 'pack', packed, '--ignore-scripts', '--pack-destination', folder]
      const { code, stderr } = await run(clone, words)
      expect(code, stderr).toBe(0)
    }
    expect([tarball, labTarball].map(existsSync)).toEqual([true, true])
  })

  for (const [node, npm] of versions)
    test(`npx alone reads a picture, in an empty folder under Node ${node} and npm ${npm}`, async () => {
      rmSync(third, { recursive: true, force: true })
      mkdirSync(third)
      // The outer npx, which brings Node, tells its packages to the inner one, which would take them for its own.
      const alone = ['env', '-u', 'npm_config_package', 'npx', '--yes', `file:${tarball}`]
      const words = withVersions(node, npm, ...alone, 'predict', four)
      const { code, stdout, stderr } = await run(third, words, documented)
      expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: expect.stringMatching(isFour) })
      expect(readdirSync(third)).toEqual([])
    })

  test('npm installs both packages side by side', async () => {
    createThird()
    const { code, stderr } = await run(third, ['npm', 'install', tarball, labTarball], documented)
    expect(code, stderr).toBe(0)
    expect(existsSync(join(third, 'node_modules/mnist-digit-classifier-lab/index.html'))).toBe(true)
  })

  test.runIf(`${process.platform} ${process.arch}` === 'linux x64')(
    'a project fails that leaves out the setting of the documentation',
    async () => {
      createThird()
      const { code, stderr } = await run(third, withVersions('20', '10', 'npm', 'install', tarball))
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('ECONNREFUSED 127.0.0.1:9') })
    },
  )

  for (const [node, npm] of versions)
    test(`a project installs and uses it by the line of the documentation under Node ${node} and npm ${npm}`, async () => {
      createThird()
      const installed = await run(third, withVersions(node, npm, 'npm', 'install', tarball), documented)
      expect(installed.code, installed.stderr).toBe(0)
      const predicted = await run(third, withVersions(node, npm, 'npx', 'mnist', 'predict', four))
      expect(predicted.stdout, predicted.stderr).toMatch(isFour)
      const blank = `require('mnist-digit-classifier').loadReader().then(({ classify }) => classify(new Uint8Array(784), 28, 28))`
      const program = `${blank}.then(({ reason }) => console.log(reason))`
      const used = await run(third, withVersions(node, npm, 'node', '--eval', program))
      expect(used.stdout, used.stderr).toMatch(/blank/)
    })

  test('Node 18 is told to be too old, by the command line and by the library', async () => {
    const old = (...words: string[]) => run(third, ['npx', '--yes', '-p', 'node@18', 'node', ...words])
    const told = expect.stringMatching(/: expected Node 20\.19 or newer, received 18\.\d+\.\d+\n$/)
    expect(await old('node_modules/.bin/mnist', 'predict', four)).toEqual({ code: 2, stdout: '', stderr: told })
    const program = `import('mnist-digit-classifier').catch(({ message }) => console.log(message))`
    expect(await old('--eval', program)).toEqual({ code: 0, stdout: told, stderr: '' })
  })
})
