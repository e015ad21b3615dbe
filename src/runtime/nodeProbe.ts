import { buffer } from 'node:stream/consumers'
import type { ProviderName } from './devices.js'
import { compileNode } from './node.js'

// A process that compiles and runs a model by a provider, and writes why it cannot.

try {
  const program = await compileNode(await buffer(process.stdin), {
    threads: 1,
    provider: process.argv[2] as ProviderName,
  })
  await program.run({})
  await program.dispose()
} catch (error) {
  process.exitCode = 1
  process.stdout.write(error instanceof Error ? error.message : String(error))
}
