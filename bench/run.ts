import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { embedFonts, svgToPng } from '../src/figures/png.js'
import type { Configuration } from '../src/model/configuration.js'
import { preset } from '../src/model/presets.js'
import { ours, type Setting } from './contestants.js'
import { resultsFigure } from './figure.js'
import { describeMachine, isBusy, loadAverage, othersShare, readVersions } from './machine.js'
import { type BenchOptions, readOptions, usage } from './options.js'
import { reasonIn, runProcess } from './process.js'
import { committedResults, compare, describeComparison, measureQuick, SLOW } from './quick.js'
import { mergeResults, parseResults, type Results } from './results.js'
import { measureSection } from './rounds.js'
import { buildSection, TARGET } from './sections.js'
import { betweenMarkers, resultsMarkdown, sectionRows, textTable } from './tables.js'
import './tellErrors.js'

// The benchmark: `npm run bench`. It runs from the root of the repository, where npm runs it.

const root = process.cwd()
const say = (line: string) => console.log(line)

const lengths = {
  full: { steps: 300, repeats: 3, passes: 5 },
  quick: { steps: 60, repeats: 3, passes: 3 },
  rehearsal: { steps: 3, repeats: 1, passes: 1, limit: 2560 },
} satisfies Record<string, Pick<Setting, 'steps' | 'repeats' | 'passes' | 'limit'>>

async function main(options: BenchOptions): Promise<number> {
  const machine = describeMachine()
  const versions = readVersions(root, options.python)
  const scratch = mkdtempSync(join(tmpdir(), 'mnist-bench-'))
  const clean = () => rmSync(scratch, { recursive: true, force: true })
  process.on('exit', clean)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))
  const length: Partial<typeof lengths.rehearsal> & typeof lengths.full = options.rehearse
    ? lengths.rehearsal
    : options.quick
      ? lengths.quick
      : lengths.full
  const setting: Setting = { root, scratch, python: options.python, versions, threads: options.threads, ...length }
  const average = await readLoad(machine.cores)
  const files = { recipe: join(scratch, 'recipe.json'), model: join(scratch, 'model.onnx') }
  if (options.quick || options.only.includes('c')) await writeModel(setting, files.model)
  writeFileSync(files.recipe, JSON.stringify(recipeFor(length.limit)))
  if (options.quick) return lookQuickly(setting, files.model)

  const out = options.out ?? (options.rehearse ? join(scratch, 'out') : join(root, 'bench'))
  if (options.rehearse && relative(out, join(root, 'bench')) === '')
    throw new Error('--rehearse: expected an --out beside the real results, received bench')
  mkdirSync(out, { recursive: true })
  let failed = false
  for (const name of options.only) {
    const section = buildSection(name, setting, files)
    say(`\n${name}: ${section.title}; rounds: ${options.rounds}`)
    const { rounds, threads } = options
    const measured = await measureSection(section, { root, rounds, threads, cores: machine.cores, average, say })
    write(out, { machine, versions, sections: { [name]: measured } }) // each at once: a later one may fail
    const { heads, rows } = sectionRows(measured)
    say(`\n${textTable(heads, rows)}`)
    failed ||= measured.contestants.some(({ notMeasured }) => notMeasured?.startsWith('failed'))
  }
  return failed ? 1 : 0
}

/** What the PyTorch peer follows. Of few images the command line holds out a tenth, and so must the peer. */
function recipeFor(limit = Number.POSITIVE_INFINITY): Configuration {
  const { training, ...net } = preset('fast')
  return { ...net, training: { ...training, validation: Math.min(training.validation, Math.floor(limit / 10)) } }
}

/** In a process of its own, so that nothing of it is left in this one. */
async function writeModel(setting: Setting, path: string): Promise<void> {
  const [command, ...args] = ours(setting, 'model', 'the model', ['model', '--model', path]).command(0)
  const { exitCode, stderr } = await runProcess(command!, args, root)
  if (exitCode !== 0) throw new Error(`the model to time: exit code ${exitCode}: ${reasonIn(stderr)}`)
}

/** The load average; says so where the machine is busy. */
async function readLoad(cores: number): Promise<number> {
  const [average, others] = [loadAverage(), await othersShare()]
  if (isBusy(average, [others], cores))
    say(
      `The machine is busy: load average ${average.toFixed(2)}, ${Math.round(others * 100)} % of its cores in use. ` +
        'Measurements will be noisy; this is recorded.',
    )
  return average
}

async function lookQuickly(setting: Setting, model: string): Promise<number> {
  const committed = committedResults(root, describeMachine())
  say('Measuring:')
  const measured = await measureQuick(setting, model, say)
  const { table, slow } = describeComparison(compare(measured, typeof committed === 'string' ? undefined : committed))
  say(`\n${table}\n`)
  if (typeof committed === 'string') say(`Nothing to compare with: ${committed}.`)
  else if (slow)
    say(`Slower than ${SLOW} times the committed results. On a busy machine, try again before you believe it.`)
  else say(`Nothing is slower than ${SLOW} times the committed results.`)
  return slow ? 1 : 0
}

function write(out: string, now: Results): void {
  const [file, page] = [join(out, 'results.json'), join(out, 'README.md')]
  const before = existsSync(file) ? parseResults(readFileSync(file, 'utf8')) : undefined
  const results = mergeResults(before, now)
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
  const svg = resultsFigure(results)
  writeFileSync(join(out, 'results.svg'), embedFonts(svg))
  writeFileSync(join(out, 'results.png'), svgToPng(svg))
  if (existsSync(page))
    writeFileSync(page, betweenMarkers(readFileSync(page, 'utf8'), resultsMarkdown(results, TARGET)))
}

const words = process.argv.slice(2)
if (words.includes('--help')) say(usage)
else process.exitCode = await main(readOptions(words, root, process.env))
