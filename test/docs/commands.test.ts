import { expect, test } from 'vitest'
import { readConfiguration } from '../../src/model/configuration.js'
import { parseStudy } from '../../src/study/studyFile.js'
import { blocksOf, pages } from './blocks.js'
import { commandsOf, pagesOfCommands, parseCommand, readCommand, shells } from './commands.js'

// Every command that the pages show is parsed by the real parser. Running them takes longer: test/docs/run.

test.each(pagesOfCommands)('the parser takes every command of $page', async ({ blocks }) => {
  for (const block of blocks.filter(({ language }) => shells.includes(language)))
    for (const { line } of commandsOf(block))
      for (const { mnist: words } of readCommand(line))
        await (words ? parseCommand(words) : undefined)?.catch(error => {
          throw new Error(`${block.place}: ${line}: ${error.message}`)
        })
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
