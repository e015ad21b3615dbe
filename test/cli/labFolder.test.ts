import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { findLab } from '../../src/cli/lab/labFolder.js'
import { packageVersion } from '../../src/node/version.js'

let root = ''

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mnist-lab-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
})

const find = () => findLab(join(root, 'dist/lab'), join(root, 'node_modules/mnist-digit-classifier/dist/cli/main.js'))

function installLab(version: string): string {
  const folder = join(root, 'node_modules/mnist-digit-classifier-lab')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'mnist-digit-classifier-lab', version }))
  return folder
}

test('in a clone, the lab is where the build has put it, whatever is installed', () => {
  installLab('0.0.1')
  mkdirSync(join(root, 'dist/lab'), { recursive: true })
  writeFileSync(join(root, 'dist/lab/index.html'), '')
  expect(find()).toBe(join(root, 'dist/lab'))
})

test('where it was not built, it is the package beside this one', () => {
  const folder = installLab(packageVersion())
  expect(find()).toBe(folder)
})

test('without the package, the error says what to install', () => {
  const version = packageVersion()
  expect(find).toThrow(
    `expected the lab's package, mnist-digit-classifier-lab, found none; npm install mnist-digit-classifier-lab@${version} brings it`,
  )
})

test('a lab of another version is refused', () => {
  installLab('0.0.1')
  expect(find).toThrow(`expected mnist-digit-classifier-lab ${packageVersion()}, as this package is, received 0.0.1;`)
})
