import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startLabIn } from '../cli/startLab.js'
import { createForeignProject, type ForeignProject } from './foreign.js'

let project: ForeignProject
let program = ''

beforeAll(async () => {
  project = await createForeignProject()
  program = join(project.folder, 'node_modules/mnist-digit-classifier/dist/cli/main.js')
}, 120_000)

afterAll(() => project.remove())

test("without the lab's package, mnist lab says what to install", async () => {
  await expect(startLabIn({ program })).rejects.toThrow(
    /received mnist lab: expected the lab's package, mnist-digit-classifier-lab, found none; npm install \S+ brings it/,
  )
})

test('with it, mnist lab serves the page, and the models of the library', async () => {
  await project.installLab()
  const lab = await startLabIn({ program })
  const get = async (name: string) => Buffer.from(await (await fetch(lab.address + name)).arrayBuffer())
  expect(String(await get(''))).toContain('<title>MNIST lab</title>')
  for (const name of ['digits.onnx', 'finder.onnx'])
    expect((await get(name)).equals(await readFile(join('models', name))), name).toBe(true)
  expect(await lab.close()).toBe(0)
}, 300_000)
