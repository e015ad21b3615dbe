import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { describeCommit, describeMachine, isBusy, loadAverage, othersShare } from './machine.js'
import { kinds, writePictures } from './pictures.js'
import { reasonIn, runProcess } from './process.js'
import { spread } from './statistics.js'
import './tellErrors.js'

// How fast `mnist predict` answers, as a user sees it: whole processes, from spawn to exit. One picture alone is "cold"; the
// rate is that of the pictures which many have more than few, so that what happens once in a process is not in it.

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, images: { type: 'string', default: '1000' } },
})
const [rounds, images] = [Number(values.rounds), Number(values.images)]
const few = 32
if (!(rounds >= 1 && images > few)) throw new Error(`expected --rounds ≥ 1 and --images > ${few}`)

const root = process.cwd()
const scratch = mkdtempSync(join(tmpdir(), 'mnist-predict-'))
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))

const load = loadAverage()
const others = await othersShare()
for (const [index, kind] of kinds.entries()) {
  await writePictures(join(scratch, `${index}-many`), kind, images)
  await writePictures(join(scratch, `${index}-few`), kind, few)
}

/** Answers a folder or a file, and tells seconds and megabytes. */
async function predict(path: string): Promise<{ seconds: number; megabytes: number }> {
  const command = [join(root, 'dist/cli/main.js'), 'predict', path, '--json']
  const { exitCode, stderr, wallSeconds, peakMegabytes } = await runProcess(process.execPath, command, root)
  if (exitCode !== 0) throw new Error(`${path}: exit code ${exitCode}: ${reasonIn(stderr)}`)
  return { seconds: wallSeconds, megabytes: peakMegabytes ?? Number.NaN }
}

const results = kinds.map(() => ({ cold: [] as number[], rate: [] as number[], megabytes: [] as number[] }))
for (let round = 0; round < rounds; round++)
  for (const [index, { extension }] of kinds.entries()) {
    const one = await predict(join(scratch, `${index}-many`, `${round}.${extension}`))
    const some = await predict(join(scratch, `${index}-few`))
    const all = await predict(join(scratch, `${index}-many`))
    const { cold, rate, megabytes } = results[index]!
    cold.push(one.seconds)
    rate.push((images - few) / (all.seconds - some.seconds))
    megabytes.push(all.megabytes)
  }

const { processor, cores } = describeMachine()
const { commit, modified } = describeCommit(root)
const show = (values: readonly number[], decimals: number) => {
  const { median, low, high } = spread(values)
  const [middle, least, most] = [median, low, high].map(value => value.toFixed(decimals))
  return `${middle} (${least}–${most})`
}
console.log(
  `${processor}, ${cores} cores, node ${process.versions.node}; commit ${commit}${modified ? ' with changes' : ''}`,
)
console.log(`Medians of ${rounds} rounds, with the lowest and the highest; ${images} images.\n`)
console.log('| | One image, whole process, s | Images per second | Peak memory, MB |\n|---|---:|---:|---:|')
for (const [index, { cold, rate, megabytes }] of results.entries())
  console.log(`| ${kinds[index]!.name} | ${show(cold, 2)} | ${show(rate, 0)} | ${show(megabytes, 0)} |`)
if (isBusy(load, [others], cores)) console.log('\n**The machine was busy.**')
