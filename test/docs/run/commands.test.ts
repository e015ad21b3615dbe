import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mnist } from '../../cli/mnist.js'
import { commandsOf, pagesOfCommands, readCommand, shells, shortened } from '../commands.js'
import { createPlace } from './place.js'
import { createServed } from './served.js'

// Every command that the pages show is run in the order of its page, with small settings: by `npm run test:docs`. What takes longer, or
// needs what is not here, is marked on the page: `<!-- test: parse, why -->`.

/** What stays of an output whatever the machine and the model: numbers with a percent sign are measured. */
const withoutMeasures = (output: string) => output.replaceAll(/ *\d ? *<?\d+\.\d %/g, ' N %').trim()

test.each(pagesOfCommands)('the commands of $page do what it says', async ({ page, blocks }) => {
  const place = await createPlace(page)
  const served = createServed(place.folder)
  for (const block of blocks) {
    if (block.treatment === 'file') writeFileSync(join(place.folder, block.detail), block.code)
    if (block.treatment !== 'run' || !shells.includes(block.language)) continue
    for (const { line, output } of commandsOf(block)) {
      if (line.includes('http://127.0.0.1:8080')) expect(await served.ask(line), line).not.toBe('')
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
})
