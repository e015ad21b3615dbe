import * as v from 'valibot'

// What bench/results.json holds. It is read again to draw, to write the tables, and to compare with.

const spread = v.object({ median: v.number(), low: v.number(), high: v.number(), count: v.number() })

const run = v.object({
  round: v.number(),
  /** From spawn to exit, user and system time, and peak of the memory, all seen from outside. */
  wall_seconds: v.number(),
  cpu_seconds: v.number(),
  peak_megabytes: v.nullable(v.number()),
  /** What the contestant itself printed. */
  figures: v.record(v.string(), v.unknown()),
})

const contestant = v.object({
  name: v.string(),
  label: v.string(),
  /** Why there are no runs, or not all: not installed, or failed. */
  notMeasured: v.optional(v.string()),
  runs: v.array(run),
  spreads: v.record(v.string(), spread),
  /** How many times as good, round by round: the section's `ratio` says which over which. */
  ratios: v.record(v.string(), spread),
})

const measure = v.object({
  key: v.string(),
  label: v.string(),
  digits: v.number(),
  better: v.picklist(['lower', 'higher', 'neither']),
})

const section = v.object({
  title: v.string(),
  /** What a ratio says, as a table's head. */
  ratio: v.string(),
  measures: v.array(measure),
  date: v.string(),
  commit: v.string(),
  /** Whether the working tree differed from the commit. */
  modified: v.boolean(),
  threads: v.number(),
  rounds: v.number(),
  load: v.object({
    /** Load average over one minute before anything was run. */
    average: v.number(),
    /** Share of all cores that others used just before each round. */
    others: v.array(v.number()),
    busy: v.boolean(),
  }),
  contestants: v.array(contestant),
})

const schema = v.object({
  machine: v.object({
    processor: v.string(),
    cores: v.number(),
    memoryGigabytes: v.number(),
    system: v.string(),
  }),
  versions: v.record(v.string(), v.string()),
  sections: v.record(v.string(), section),
})

export type Results = v.InferOutput<typeof schema>
export type SectionResult = v.InferOutput<typeof section>
export type ContestantResult = v.InferOutput<typeof contestant>
export type Run = v.InferOutput<typeof run>
export type Measure = v.InferOutput<typeof measure>
export type Machine = Results['machine']

/**
 * Reads the text of a results file.
 *
 * @throws Error that names the place, what was expected and what was received
 */
export function parseResults(text: string): Results {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Error(`results: expected JSON (${(error as Error).message})`)
  }
  const parsed = v.safeParse(schema, value)
  if (parsed.success) return parsed.output
  const issue = parsed.issues[0]
  throw new Error(
    `results: expected ${v.getDotPath(issue) ?? 'the file'} to be ${issue.expected ?? 'valid'}, received ${issue.received}`,
  )
}

/**
 * Puts what was measured now into what was measured before. Where the machine or the version of anything is another,
 * the sections from before are dropped: numbers side by side must be comparable. What is not installed now changes nothing.
 */
export function mergeResults(before: Results | undefined, now: Results): Results {
  const { machine, versions } = now
  const kept =
    before &&
    JSON.stringify(before.machine) === JSON.stringify(machine) &&
    Object.entries(versions).every(([name, version]) => (before.versions[name] ?? version) === version)
  const sections = Object.entries({ ...(kept && before.sections), ...now.sections })
  return {
    machine,
    versions: { ...(kept && before.versions), ...versions },
    sections: Object.fromEntries(sections.sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

/** What a measure says of a run; undefined where the contestant does not tell. */
export function measureOf(run: Run, key: string): number | undefined {
  const own: Record<string, unknown> = { ...run }
  const value = key in own ? own[key] : run.figures[key]
  return typeof value === 'number' ? value : undefined
}
