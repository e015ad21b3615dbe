import { type Command, CommanderError } from 'commander'
import { UsageError } from '../errors.js'

/**
 * What to print of an error, and what to exit with: 2 for a usage mistake, 1 for any other failure.
 *
 * @param words the command line
 */
export function explain(
  error: unknown,
  program: Command,
  words: readonly string[],
): { message: string; exitCode: 1 | 2 } {
  const command = program.commands.find(command => command.name() === words[0])
  const owner = command ? `mnist ${command.name()}` : 'mnist'
  if (error instanceof CommanderError)
    return { message: `${owner}: ${fromCommander(error, command ?? program, words)}`, exitCode: 2 }
  const message = error instanceof Error ? error.message : String(error)
  return { message: `${owner}: ${message}`, exitCode: error instanceof UsageError ? 2 : 1 }
}

/** Commander writes `error: unknown option '--epoch'` and, in a second line, `(Did you mean --epochs?)`. */
function fromCommander({ code, message }: CommanderError, command: Command, words: readonly string[]): string {
  const isUnknownHelp = code === 'commander.help' // `mnist help trian`
  const line = isUnknownHelp ? `unknown command '${words[1]}'` : message.replace(/^error: /, '').replaceAll('\n', ' ')
  if (line.includes('(Did you mean')) return line
  const listed = (names: readonly (string | undefined)[]) => `${line}; allowed are ${names.join(', ')}`
  if (code === 'commander.unknownOption')
    return listed([...command.options.map(({ long }) => long), '--help'].filter(name => name !== undefined))
  if (code === 'commander.unknownCommand' || isUnknownHelp) return listed(command.commands.map(other => other.name()))
  return line
}
