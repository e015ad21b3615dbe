import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'))

// npm runs, at `npm ci`, the install scripts of those packages that package-lock.json marks by "hasInstallScript". None is needed here,
// and that of onnxruntime-node downloads CUDA's libraries, or fails. Newer versions of npm ask "allowScripts", too.

const folders = ['', 'docs/']

test.each(folders)(
  '%spackage-lock.json lets no package run a script: after npm install, delete "hasInstallScript" again',
  folder => {
    const packages = Object.entries<{ hasInstallScript?: boolean }>(read(`${folder}package-lock.json`).packages)
    expect(packages.length).toBeGreaterThan(100)
    expect(packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([name]) => name)).toEqual([])
  },
)

test.each(folders)('%spackage-lock.json names no registry, so that each uses its own', folder => {
  const packages = Object.entries<{ resolved?: string }>(read(`${folder}package-lock.json`).packages)
  expect(packages.filter(([, { resolved }]) => resolved !== undefined).map(([name]) => name)).toEqual([])
})

test.each(folders)('%spackage.json lets no package run a script', folder => {
  expect(new Set(Object.values(read(`${folder}package.json`).allowScripts))).toEqual(new Set([false]))
})
