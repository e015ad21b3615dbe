import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { describeCommit, describeMachine, isBusy, loadAverage, othersShare } from './machine.js'
import { kinds, largePhotos, writeLargePhoto, writePictures } from './pictures.js'
import { type Cost, reasonIn, runProcess } from './process.js'
import { spread } from './statistics.js'
import { markdownTable } from './tables.js'
import './tellErrors.js'

// How fast `mnist predict` and `mnist read` answer, as a user sees it: whole processes, from spawn to exit. One picture alone is "cold"; the
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

for (const [index, photo] of largePhotos.entries())
  for (let round = 0; round < rounds; round++) await writeLargePhoto(largePhotoPath(index, round), photo, round)

function largePhotoPath(index: number, round: number): string {
  return join(scratch, `large-${index}-${round}.jpg`)
}

/** Answers a folder or a file, and tells what that cost. */
async function answer(command: 'predict' | 'read', path: string): Promise<Cost> {
  const words = [join(root, 'dist/cli/main.js'), command, path, '--json']
  const { exitCode, stderr, ...cost } = await runProcess(process.execPath, words, root)
  if (exitCode !== 0) throw new Error(`${path}: exit code ${exitCode}: ${reasonIn(stderr)}`)
  return cost
}

const results = kinds.map(() => ({ one: [] as Cost[], all: [] as Cost[], rates: [] as number[], cpu: [] as number[] }))
const large = largePhotos.map((): Cost[] => [])
for (let round = 0; round < rounds; round++) {
  for (const [index, { extension }] of kinds.entries()) {
    const one = await answer('predict', join(scratch, `${index}-many`, `${round}.${extension}`))
    const some = await answer('predict', join(scratch, `${index}-few`))
    const all = await answer('predict', join(scratch, `${index}-many`))
    const result = results[index]!
    result.one.push(one)
    result.all.push(all)
    result.rates.push((images - few) / (all.wallSeconds - some.wallSeconds))
    result.cpu.push((1000 * (all.cpuSeconds - some.cpuSeconds)) / (images - few))
  }
  for (const [index, { command }] of largePhotos.entries())
    large[index]!.push(await answer(command, largePhotoPath(index, round)))
}

const { processor, cores } = describeMachine()
const { commit, modified } = describeCommit(root)
const show = (values: readonly number[], decimals: number) => {
  const { median, low, high } = spread(values)
  const [middle, least, most] = [median, low, high].map(value => value.toFixed(decimals))
  return `${middle} (${least}–${most})`
}
const seconds = (costs: readonly Cost[]) =>
  [costs.map(cost => cost.wallSeconds), costs.map(cost => cost.cpuSeconds)].map(values => show(values, 2))
const megabytes = (costs: readonly Cost[]) =>
  show(
    costs.map(({ peakMegabytes }) => peakMegabytes ?? Number.NaN),
    0,
  )
console.log(
  `${processor}, ${cores} cores, node ${process.versions.node}; commit ${commit}${modified ? ' with changes' : ''}`,
)
console.log(`Medians of ${rounds} rounds, with the lowest and the highest; ${images} images.\n`)
console.log(
  markdownTable(
    [
      '',
      'One image, whole process, s',
      'Its processor time, s',
      'Images per second',
      'Processor time of each, ms',
      'Peak memory, MB',
    ],
    results.map(({ one, all, rates, cpu }, index) => [
      kinds[index]!.name,
      ...seconds(one),
      show(rates, 0),
      show(cpu, 2),
      megabytes(all),
    ]),
  ),
)
console.log('\nA photo of 4000 × 3000 pixels:\n')
console.log(
  markdownTable(
    ['', 'Whole process, s', 'Processor time, s', 'Peak memory, MB'],
    largePhotos.map(({ name, command }, index) => [
      `\`mnist ${command}\`, ${name}`,
      ...seconds(large[index]!),
      megabytes(large[index]!),
    ]),
  ),
)
if (isBusy(load, [others], cores)) console.log('\n**The machine was busy.**')
