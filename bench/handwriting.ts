import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Answered, keyOf } from './handwriting/answered.js'
import { compareAnswers, describeComparison } from './handwriting/comparison.js'
import { openJournal } from './handwriting/journal.js'
import { answersOf } from './handwriting/measuring.js'
import { writeSheets } from './handwriting/mistakes.js'
import { type MeasureOptions, readOptions, usage } from './handwriting/options.js'
import { openReader } from './handwriting/readers.js'
import { type HandwritingResults, readResults } from './handwriting/results.js'
import { scoreAll } from './handwriting/scoring.js'
import { findSets } from './handwriting/sets.js'
import { readSources } from './handwriting/sources.js'
import { scoreTables } from './handwriting/tables.js'
import { describeReader } from './handwriting/version.js'
import { describeMachine, isBusy, loadAverage, othersShare } from './machine.js'
import { markdownTable, textTable } from './tables.js'
import './tellErrors.js'

// How well handwriting from elsewhere is read: pictures with their truth, through the built library, as the command line asks it.

const root = process.cwd()

async function measure({ data, sets: only, limit, model, out, sheets: drawn }: MeasureOptions): Promise<void> {
  const machine = describeMachine()
  const busy = isBusy(loadAverage(), [await othersShare()], machine.cores)
  const sets = findSets(data, { ...(only && { only }), ...(limit !== undefined && { limit }) })
  const version = describeReader(root, model ?? join(root, 'models/digits.onnx'))
  const reader = await openReader(root, model)
  const journal = openJournal(out, version, data)
  for (const set of sets) {
    let left = set.questions.length * set.pictures.length
    for await (const answers of answersOf({ reader, data }, set, journal.known)) {
      journal.add(answers)
      left -= answers.length
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${set.name}: ${left} to go`)
    }
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  const pictures = sets.flatMap(({ questions, pictures }) =>
    questions.flatMap(question => pictures.map(({ file }) => journal.known.get(keyOf({ question, file }))!)),
  )
  const scores = scoreAll(pictures, readSources(data))
  const tables = scoreTables(scores)
  for (const { title, heads, rows } of tables) console.log(`${title}\n\n${textTable(heads, rows)}\n`)
  if (busy) console.log('The machine was busy: the speeds are not its own.\n')
  if (out === undefined) return
  const results: HandwritingResults = {
    date: new Date().toISOString(),
    reader: version,
    machine,
    busy,
    scores,
    pictures,
  }
  writeFileSync(join(out, 'results.json'), `${JSON.stringify(results, null, 1)}\n`)
  const markdown = tables.map(({ title, heads, rows }) => `${title}:\n\n${markdownTable(heads, rows)}\n`)
  writeFileSync(join(out, 'table.md'), markdown.join('\n'))
  console.log(`Written: ${join(out, 'results.json')}, table.md`)
  if (!drawn) return
  const count = await writeSheets({ reader, data }, pictures, join(out, 'sheets'))
  console.log(`Drawn: ${count} ${count === 1 ? 'sheet' : 'sheets'} of mistakes in ${join(out, 'sheets')}`)
}

const words = process.argv.slice(2)
if (words.includes('--help')) console.log(usage)
else {
  const options = readOptions(words)
  if ('compare' in options) {
    const [before, after] = options.compare.map(path => readResults(path).pictures) as [Answered[], Answered[]]
    console.log(describeComparison(compareAnswers(before, after)))
  } else await measure(options)
}
