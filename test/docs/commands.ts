import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Command, CommanderError } from 'commander'
import { createProgram } from '../../src/cli/program.js'
import { type Block, blocksOf, pages } from './blocks.js'

/** A command that a page shows. */
export interface ShownCommand {
  /** The words after `mnist`; undefined where it is a command of another program, which is not run. */
  readonly mnist?: readonly string[]
  /** The scripts of package.json that it calls. */
  readonly scripts: readonly string[]
}

const { scripts } = JSON.parse(readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8'))

/** Other programs that the pages call: they are installed by nobody, or install. */
const foreign =
  /^(curl |npm (ci|install|pack)\b|npx deno |pip install |node node_modules\/onnxruntime-node\/|git |python3? |optuna-dashboard |docker |tensorboard |export |gcc |\.\/\w+$)/

/**
 * Understands a line of a shell block.
 *
 * @throws {Error} if it is none of `mnist`, npm's scripts and the programs that the pages call
 */
export function readCommand(line: string): ShownCommand[] {
  const command = line
    .replace(/\s+#.*$/, '')
    .replace(/ > \S+$/, '')
    .replace(/^(\w+=\S+ )+/, '')
  return command.split(/ && | \| /).map(part => {
    const words = part.trim().split(/\s+/)
    if (words[0] === 'mnist') return { mnist: words.slice(1), scripts: [] }
    if (part.startsWith('node dist/cli/main.js')) return { mnist: words.slice(2), scripts: [] }
    if (part.startsWith('npm start --')) return { mnist: ['train', ...words.slice(3)], scripts: ['start'] }
    const script = /^npm (?:run |(?=start$|test$))(?:--silent )?(\S+)/.exec(part)?.[1]
    if (script !== undefined) {
      if (!Object.hasOwn(scripts, script)) throw new Error(`expected a script of package.json, received ${script}`)
      return { scripts: [script] }
    }
    if (foreign.test(part)) return { scripts: [] }
    throw new Error(`expected a command of mnist or npm, received ${part}`)
  })
}

/**
 * Lets the real parser read the words of a command, and runs nothing.
 *
 * @throws {CommanderError | UsageError} if the command line is not valid
 */
export async function parseCommand(words: readonly string[]): Promise<void> {
  const program = createProgram()
  const leaveOut = (command: Command) => {
    if (command.commands.length === 0) command.action(() => {})
    for (const inner of command.commands) leaveOut(inner)
  }
  leaveOut(program)
  try {
    await program.parseAsync(words, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError && error.exitCode === 0)) throw error
  }
}

/** Makes a training short: one epoch of few images on one thread, whatever the page says. */
export function shortened(words: readonly string[]): string[] {
  if (words[0] !== 'train' || words.includes('--resume')) return [...words]
  const small = ['--epochs', '1', '--threads', '1']
  const isOwn = words.includes('--data')
  return [...words, ...small, ...(isOwn ? [] : ['--limit', '500', '--validation', '50'])]
}

/** Languages of the blocks that are commands. */
export const shells = ['sh', 'console']

/** The lines of a block that are commands, each with the output that is shown for it. */
export function commandsOf({ language, code }: Block): { line: string; output: string }[] {
  if (language === 'sh') return lines(code).map(line => ({ line, output: '' }))
  return code
    .split(/^\$ /m)
    .slice(1)
    .map(entry => ({ line: entry.split('\n')[0]!, output: entry.slice(entry.indexOf('\n') + 1) }))
}

const lines = (code: string) => code.split('\n').filter(line => line.trim() !== '')

/** The pages that show commands, with those of their blocks that are commands, or files that commands read. */
export const pagesOfCommands = pages
  .map(page => ({ page, blocks: blocksOf(page).filter(({ language }) => [...shells, 'json'].includes(language)) }))
  .filter(({ blocks }) => blocks.some(({ language }) => shells.includes(language)))
