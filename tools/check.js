// @ts-check
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'

// `npm run check`: all that a change may break within a minute, side by side; the whole is `npm test`. What fails is printed in full.

/** The longest first, so that none is left to run alone at the end. */
const commands = [
  'npx vitest run --project unit',
  'npm run --silent types',
  ...['lint', 'arrows', 'words'].map(name => `npm run --silent ${name}`),
]

/**
 * @param {string} command
 * @returns {Promise<boolean>} whether it passed
 */
function run(command) {
  const started = Date.now()
  const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', text => {
      output += text
    })
  return new Promise(resolve =>
    child.on('close', code => {
      const seconds = ((Date.now() - started) / 1000).toFixed(1)
      process.stdout.write(`${code === 0 ? 'passed' : 'FAILED'}  ${command}  ${seconds} s\n${code === 0 ? '' : output}`)
      resolve(code === 0)
    }),
  )
}

/** @type {boolean[]} */
const results = []
const waiting = [...commands]
const runWaiting = async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) results.push(await run(next))
}
await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, runWaiting))
process.exitCode = results.every(Boolean) ? 0 : 1
