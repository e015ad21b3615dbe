// @ts-check
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'

// Runs scripts of package.json, as many at a time as there are cores: `node tools/sideBySide.js types lint`. What fails is printed in
// full. Name the longest first, so that none is left to run alone at the end.

/**
 * @param {string} script
 * @returns {Promise<boolean>} whether it passed
 */
function run(script) {
  const started = Date.now()
  const child = spawn(`npm run --silent ${script}`, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', text => {
      output += text
    })
  return new Promise(resolve =>
    child.on('close', code => {
      const seconds = ((Date.now() - started) / 1000).toFixed(1)
      process.stdout.write(`${code === 0 ? 'passed' : 'FAILED'}  ${script}  ${seconds} s\n${code === 0 ? '' : output}`)
      resolve(code === 0)
    }),
  )
}

/** @type {boolean[]} */
const results = []
const waiting = process.argv.slice(2)
const runWaiting = async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) results.push(await run(next))
}
await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, runWaiting))
process.exitCode = results.every(Boolean) ? 0 : 1
