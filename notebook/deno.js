import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

// Runs a script in Deno, which keeps its cache in this project's folder and does not ask its maker for a newer version.

const deno = createRequire(import.meta.url).resolve('deno/bin.cjs')
const cache = fileURLToPath(new URL('../node_modules/.cache/deno', import.meta.url))
const { status, error } = spawnSync(process.execPath, [deno, 'run', '-A', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, DENO_NO_UPDATE_CHECK: '1', DENO_DIR: cache },
})
if (error) throw error
process.exitCode = status ?? 1
