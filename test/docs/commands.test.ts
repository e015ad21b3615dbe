import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readConfiguration } from '../../src/model/configuration.js'
import { parseStudy } from '../../src/study/studyFile.js'
import { mnist } from '../cli/mnist.js'
import { type Block, blocksOf, pages } from './blocks.js'
import { parseCommand, readCommand, shortened } from './commands.js'
import { createPlace } from './place.js'
import { createServed } from './served.js'

// Every command that the pages show is parsed by the real parser, and run in the order of its page, with small settings. What takes
// longer, or needs what is not here, is marked on the page: `<!-- test: parse, why -->`.

const shells = ['sh', 'console']

/** The lines of a block that are commands, each with the output that is shown for it. */
function commandsOf({ language, code }: Block): { line: string; output: string }[] {
  if (language === 'sh') return lines(code).map(line => ({ line, output: '' }))
  return code
    .split(/^\$ /m)
    .slice(1)
    .map(entry => ({ line: entry.split('\n')[0]!, output: entry.slice(entry.indexOf('\n') + 1) }))
}

const lines = (code: string) => code.split('\n').filter(line => line.trim() !== '')

/** What stays of an output whatever the machine and the model: numbers with a percent sign are measured. */
const withoutMeasures = (output: string) => output.replaceAll(/ *\d ? *<?\d+\.\d %/g, ' N %').trim()

const shown = pages
  .map(page => ({ page, blocks: blocksOf(page).filter(({ language }) => [...shells, 'json'].includes(language)) }))
  .filter(({ blocks }) => blocks.some(({ language }) => shells.includes(language)))

describe.each(shown)('$page', ({ page, blocks }) => {
  test('the parser takes every command', async () => {
    for (const block of blocks.filter(({ language }) => shells.includes(language)))
      for (const { line } of commandsOf(block))
        for (const { mnist: words } of readCommand(line))
          await (words ? parseCommand(words) : undefined)?.catch(error => {
            throw new Error(`${block.place}: ${line}: ${error.message}`)
          })
  })

  test('the commands do what the page says', async () => {
    const place = await createPlace(page)
    const served = createServed(place.folder)
    for (const block of blocks) {
      if (block.treatment === 'file') writeFileSync(join(place.folder, block.detail), block.code)
      if (block.treatment !== 'run' || !shells.includes(block.language)) continue
      for (const { line, output } of commandsOf(block)) {
        if (block.treatment === 'run' && line.includes('http://127.0.0.1:8080'))
          expect(await served.ask(line), line).not.toBe('')
        for (const { mnist: words } of readCommand(line)) {
          if (!words || words[0] === 'lab') continue // served until Ctrl-C: test/cli/lab.test.ts
          if (words[0] === 'serve') {
            await served.start(line, words)
            continue
          }
          const { code, stdout, stderr } = await mnist(shortened(words), { cwd: place.folder })
          expect(code, `${block.place}: ${line}: ${stderr}`).toBe(0)
          if (output !== '') expect(withoutMeasures(stdout), `${block.place}: ${line}`).toBe(withoutMeasures(output))
        }
      }
    }
    expect(await served.end()).toBeOneOf([0, undefined])
    place.remove()
  }, 300_000)
})

test('every configuration and every study that the pages show is valid', () => {
  const configurations = pages.flatMap(blocksOf).filter(({ language }) => language === 'json')
  expect(configurations.length).toBeGreaterThan(2)
  const head = [{ kind: 'flatten' }, { kind: 'dense', units: 10, activation: 'softmax' }]
  for (const { treatment, code, place } of configurations) {
    if (treatment === 'none') continue
    if (!code.includes('"layers"') && /"(preset|seeds|space)"/.test(code)) {
      expect(() => parseStudy(JSON.parse(code)), place).not.toThrow()
      continue
    }
    const text = treatment === 'layers' ? JSON.stringify({ layers: [...JSON.parse(`[${code}]`), ...head] }) : code
    expect(() => readConfiguration(text), place).not.toThrow()
  }
})

test('why a block is not run is said beside it', () => {
  for (const { treatment, detail, place } of pages.flatMap(blocksOf))
    if (treatment === 'parse' || treatment === 'none' || treatment === 'types') expect(detail, place).not.toBe('')
})
