import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { describeCommit } from './machine.js'
import { lastLine, reasonIn, runProcess } from './process.js'
import { describeSeeds, parseSeeds, type SeedResult } from './seedTable.js'
import { rounded } from './statistics.js'
import './tellErrors.js'

// Trains the same recipe from several seeds, each in a process of its own, one after the other.
//
// Without --held-out each is the command line as a user types it, and the accuracy is of the test images. With it, 10,000
// training images are held out and measured on, and the test images are not opened: that is how recipes are chosen.

const { values } = parseArgs({
  options: {
    preset: { type: 'string', default: 'fast' },
    model: { type: 'string' },
    seeds: { type: 'string', default: '0-4' },
    threads: { type: 'string', default: String(availableParallelism()) },
    'held-out': { type: 'boolean', default: false },
    out: { type: 'string' },
  },
})
const { preset, model, threads } = values
const heldOut = values['held-out']
const root = process.cwd()
const net = model ?? preset
const out =
  values.out ?? join(root, 'runs', `seeds-${basename(net).replace(/\.json$/, '')}${heldOut ? '-held-out' : ''}.jsonl`)
const seeds = parseSeeds(values.seeds)
const scratch = mkdtempSync(join(tmpdir(), 'mnist-seeds-'))
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))

/** What a training tells of itself: its accuracy, and how long the training alone took. */
type Told = Pick<SeedResult, 'accuracy' | 'loss' | 'trainSeconds'>

function command(seed: number): { args: string[]; read: (stdout: string) => Told } {
  if (heldOut) {
    const script = join(root, 'bench/build/bench/ours.js')
    return {
      args: [script, 'held-out', '--net', net, '--seed', String(seed), '--threads', threads],
      read(stdout) {
        const { accuracy, loss, train_seconds } = lastLine(stdout) as Record<string, number>
        return { accuracy: accuracy!, loss: loss!, trainSeconds: train_seconds! }
      },
    }
  }
  const folder = join(scratch, String(seed))
  const which = model === undefined ? ['--preset', preset] : ['--model', model]
  const options = ['--seed', String(seed), '--threads', threads, '--out', folder, '--quiet']
  return {
    args: [join(root, 'dist/cli/main.js'), 'train', ...which, ...options],
    read() {
      const { test, seconds } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as {
        test: { accuracy: number; loss: number }
        seconds: { train: number }
      }
      return { accuracy: test.accuracy, loss: test.loss, trainSeconds: seconds.train }
    },
  }
}

const { commit, modified } = describeCommit(root)
mkdirSync(dirname(out), { recursive: true })
writeFileSync(out, '')
const results: SeedResult[] = []
for (const seed of seeds) {
  const { args, read } = command(seed)
  const { exitCode, stdout, stderr, wallSeconds, cpuSeconds, peakMegabytes } = await runProcess(
    process.execPath,
    args,
    root,
  )
  if (exitCode !== 0) throw new Error(`seed ${seed}: exit code ${exitCode}: ${reasonIn(stderr)}`)
  const result: SeedResult = { seed, ...read(stdout), wallSeconds, cpuSeconds, peakMegabytes }
  results.push(result)
  const line = { net, heldOut, threads: Number(threads), commit, modified, ...result }
  appendFileSync(out, `${JSON.stringify(rounded(line))}\n`)
  console.log(`seed ${seed}: accuracy ${result.accuracy.toFixed(4)}, ${wallSeconds.toFixed(1)} s`)
}
const images = heldOut ? '10,000 held-out training images, not the test images' : 'the 10,000 test images'
console.log(`\n${net}, accuracy on ${images}:\n\n${describeSeeds(results)}\n\nJSON lines: ${out}`)
