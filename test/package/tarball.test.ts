import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, describe, expect, test } from 'vitest'

// The two packages as they would be published: the library with its command line, and the lab.

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tarball-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Packed {
  readonly bytes: Buffer
  readonly paths: readonly string[]
  /** Bytes of the packed file. */
  readonly size: number
}

function pack(cwd: string): Packed {
  const words = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]
  const [report] = JSON.parse(execFileSync('npm', words, { cwd, encoding: 'utf8', maxBuffer: 1e8 }))
  const paths = (report.files as { path: string }[]).map(({ path }) => path)
  return { bytes: readFileSync(join(folder, report.filename)), paths, size: report.size }
}

const { library, lab } = { library: pack(root), lab: pack(join(root, 'dist/lab')) }
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const arrayBuffer = ({ bytes }: Packed) => new Uint8Array(bytes).buffer

test('the library holds what was built, the models and its documents, and nothing else', () => {
  const allowed = /^(dist\/(?!lab\/).+\.(js|d\.ts)|models\/[^/]+|LICENSE|README\.md|CHANGELOG\.md|package\.json)$/
  expect(library.paths.filter(path => !allowed.test(path))).toEqual([])
  const needed = ['dist/cli/main.js', 'dist/index.js', 'dist/index.d.ts', 'models/digits.onnx', 'models/finder.onnx']
  expect(library.paths).toEqual(expect.arrayContaining([...needed, 'LICENSE', 'CHANGELOG.md']))
})

test('the library takes at most 3 MB to download', () => {
  expect(library.size).toBeLessThanOrEqual(3e6)
})

test('the lab holds the page, and no second copy of the models', () => {
  expect(lab.paths).toEqual(expect.arrayContaining(['index.html', 'serviceWorker.js', 'licenses.md', 'LICENSE']))
  expect(lab.paths.filter(path => /\.(map|onnx|ts)$/.test(path))).toEqual([])
})

test('the library asks for the lab of its own version', () => {
  const { name, version } = JSON.parse(readFileSync(join(root, 'dist/lab/package.json'), 'utf8'))
  expect([name, version]).toEqual(['mnist-digit-classifier-lab', manifest.version])
  expect(manifest.peerDependencies[name]).toBe(version)
  expect(manifest.peerDependenciesMeta[name]).toEqual({ optional: true })
})

describe.each(Object.entries({ library, lab }))('publint of the %s', (_, packed) => {
  test('finds nothing', async () => {
    const { messages, pkg } = await publint({ pack: { tarball: arrayBuffer(packed) }, strict: true })
    expect(messages.map(message => formatMessage(message, pkg))).toEqual([])
  })
})

test('the types of each entry point are found by every resolution that knows "exports"', async () => {
  const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(library.bytes)))
  if (!analysis.types) throw new Error('expected types, found none')
  // All modules are ECMAScript's: Node has `require` of them from 20.19 on, which TypeScript's resolution of the time before doubts; and
  // the resolution "node10" knows no "exports".
  const problems = analysis.problems.filter(problem => {
    const isNode10 = 'resolutionKind' in problem && problem.resolutionKind === 'node10'
    return problem.kind !== 'CJSResolvesToESM' && !(problem.kind === 'NoResolution' && isNode10)
  })
  expect(problems).toEqual([])
})
