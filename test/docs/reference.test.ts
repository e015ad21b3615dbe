import { expect, test } from 'vitest'
import { commandLineReference } from './commandLineReference.js'
import { configurationReference } from './configurationReference.js'

// Both pages are written by these tests: `npx vitest run test/docs/reference.test.ts -u`.

test('the reference of the command line is what its declarations say', async () => {
  await expect(commandLineReference()).toMatchFileSnapshot('../../docs/reference/command-line.md')
})

test('the reference of the configuration is what its validators accept', async () => {
  await expect(configurationReference()).toMatchFileSnapshot('../../docs/reference/configuration.md')
})
