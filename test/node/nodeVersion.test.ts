import { expect, test } from 'vitest'
import { complainOfNode } from '../../src/node/nodeVersion.js'
import { mnist } from '../cli/mnist.js'

test.each(['20.19.0', '20.19.1', '20.20.0', '21.0.0', '100.0.0', '22.0.0-nightly2024'])(
  'Node %s is new enough',
  version => {
    expect(complainOfNode(version, '>=20.19.0')).toBeUndefined()
  },
)

test.each(['18.20.4', '20.18.3', '20.9.0', '8.17.0'])('Node %s is too old, and that is said', version => {
  expect(complainOfNode(version, '>=20.19.0')).toBe(`expected Node 20.19 or newer, received ${version}`)
})

test('the running Node is new enough for package.json', () => {
  expect(complainOfNode()).toBeUndefined()
})

/** Runs Node as if it were an old one. */
const old = `data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '18.20.4' })`

test('the command line names a Node that is too old, and exits with 2', async () => {
  const { code, stdout, stderr } = await mnist(['predict', 'four.jpg'], { env: { NODE_OPTIONS: `--import "${old}"` } })
  expect({ code, stdout, stderr }).toEqual({
    code: 2,
    stdout: '',
    stderr: 'mnist: expected Node 20.19 or newer, received 18.20.4\n',
  })
})
