import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'))

// npm runs, at `npm ci`, the install scripts of those packages that package-lock.json marks by "hasInstallScript". None is needed here,
// and that of onnxruntime-node downloads CUDA's libraries, or fails. Newer versions of npm ask "allowScripts", too.

test('package-lock.json lets no package run a script: after npm install, delete "hasInstallScript" again', () => {
  const packages = Object.entries<{ hasInstallScript?: boolean }>(read('package-lock.json').packages)
  expect(packages.length).toBeGreaterThan(100)
  expect(packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([name]) => name)).toEqual([])
})

test('package.json lets no package run a script', () => {
  expect(new Set(Object.values(read('package.json').allowScripts))).toEqual(new Set([false]))
})
