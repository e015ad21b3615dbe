import type { Contestant } from './contestants.js'
import { describeCommit, isBusy, othersShare } from './machine.js'
import { lastLine, reasonIn, runProcess } from './process.js'
import { type ContestantResult, measureOf, type Run, type SectionResult } from './results.js'
import type { Section } from './sections.js'
import { type InRound, rounded, roundRatios, spread } from './statistics.js'

interface Rounds {
  readonly root: string
  readonly rounds: number
  readonly threads: number
  readonly cores: number
  /** Load average before anything was run: later, it is our own. */
  readonly average: number
  say(line: string): void
}

/**
 * Measures a section: A B C, A B C, …, so that whatever the machine does meanwhile, it does to all. A contestant that
 * fails is reported, and left out of the rounds that follow.
 */
export async function measureSection(section: Section, { root, rounds, threads, cores, average, say }: Rounds) {
  const { title, measures, ratio, contestants } = section
  const started = { date: new Date().toISOString(), ...describeCommit(root) }
  const others: number[] = []
  const runs = new Map<string, Run[]>(contestants.map(({ name }) => [name, []]))
  const failures = new Map<string, string>()
  for (const { name, label, missing } of contestants)
    if (missing) {
      failures.set(name, missing)
      say(`  ${label}: not measured: ${missing}`)
    }
  for (let round = 0; round < rounds; round++) {
    others.push(await othersShare())
    for (const contestant of contestants) {
      if (failures.has(contestant.name) || round >= (contestant.rounds ?? rounds)) continue
      try {
        const run = await measureOnce(contestant, round, root)
        runs.get(contestant.name)!.push(run)
        const told = measures.flatMap(({ key, label, digits }) => {
          const value = measureOf(run, key)
          return value === undefined ? [] : [`${label} ${value.toFixed(digits)}`]
        })
        say(`  round ${round + 1}, ${contestant.label}: ${told.join('; ')}`)
      } catch (error) {
        const reason = `failed in round ${round + 1}: ${(error as Error).message}`
        failures.set(contestant.name, reason)
        say(`  ${contestant.label}: ${reason}`)
      }
    }
  }
  const result: SectionResult = {
    title,
    ratio,
    measures: [...measures],
    ...started,
    threads,
    rounds,
    load: { average, others, busy: isBusy(average, others, cores) },
    contestants: contestants.map(({ name, label }) => {
      const notMeasured = failures.get(name)
      return summarize(section, runs, { name, label, ...(notMeasured && { notMeasured }) })
    }),
  }
  return rounded(result)
}

async function measureOnce(contestant: Contestant, round: number, root: string): Promise<Run> {
  const [command, ...args] = contestant.command(round)
  const { wallSeconds, cpuSeconds, peakMegabytes, exitCode, stdout, stderr } = await runProcess(command!, args, root)
  if (exitCode !== 0) throw new Error(`exit code ${exitCode}: ${reasonIn(stderr)}`)
  const figures = contestant.figures ? contestant.figures(round) : lastLine(stdout)
  return { round, wall_seconds: wallSeconds, cpu_seconds: cpuSeconds, peak_megabytes: peakMegabytes, figures }
}

/** Median, spread and ratios of one contestant. */
function summarize(
  section: Section,
  runs: ReadonlyMap<string, readonly Run[]>,
  contestant: Pick<ContestantResult, 'name' | 'label' | 'notMeasured'>,
): ContestantResult {
  const { name, over } = section.reference(contestant.name)
  const own = [...runs.get(contestant.name)!]
  const spreads: ContestantResult['spreads'] = {}
  const ratios: ContestantResult['ratios'] = {}
  for (const { key, better } of section.measures) {
    const inRounds = (runs: readonly Run[]): InRound[] =>
      runs.flatMap(run => {
        const value = measureOf(run, key)
        return value === undefined ? [] : [{ round: run.round, value }]
      })
    const [mine, theirs] = [inRounds(own), inRounds(runs.get(name) ?? [])]
    if (mine.length > 0) spreads[key] = spread(mine.map(({ value }) => value))
    if (better === 'neither' || name === contestant.name) continue
    // Of the reference: its rate over ours, or our time over its.
    const found =
      (over === 'reference') === (better === 'higher') ? roundRatios(theirs, mine) : roundRatios(mine, theirs)
    if (found) ratios[key] = found
  }
  return { ...contestant, runs: own, spreads, ratios }
}
