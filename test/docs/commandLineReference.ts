import type { Command } from 'commander'
import { createProgram } from '../../src/cli/program.js'
import { escaped } from './escaped.js'

/** The reference of the command line as Markdown, from the declarations that `mnist --help` shows. */
export function commandLineReference(): string {
  const program = createProgram()
  return [
    '# Command line',
    '',
    '<!-- Written by test/docs/reference.test.ts from src/cli: `npx vitest run test/docs/reference.test.ts -u` -->',
    '',
    `${program.description()} \`mnist COMMAND --help\` shows the same. Exit codes: [files](./files#exit-codes).`,
    '',
    ...program.commands.flatMap(command => describe(command)),
  ].join('\n')
}

function describe(command: Command, parents: readonly string[] = []): string[] {
  const name = ['mnist', ...parents, command.name()].join(' ')
  const rows = [
    ...command.registeredArguments.map(argument => row(argument.name(), argument.description)),
    ...command.options.map(({ flags, description }) => row(flags, description)),
  ]
  const table = rows.length === 0 ? [] : ['| argument or option | meaning |', '|---|---|', ...rows, '']
  return [
    `${'#'.repeat(2 + parents.length)} ${name}`,
    '',
    escaped(command.description()),
    '',
    '```text',
    `${name} ${command.usage()}`,
    '```',
    '',
    ...table,
    ...helpAfter(command),
    ...command.commands.flatMap(inner => describe(inner, [...parents, command.name()])),
  ]
}

const row = (name: string, description: string) => `| \`${name}\` | ${escaped(description)} |`

const treatment = '<!-- test: parse, test/cli runs every command with every option -->'

/** What the help says after the options: examples, and what there is to know beside them. */
function helpAfter(command: Command): string[] {
  const lines: string[] = []
  command.configureOutput({ writeOut: text => lines.push(text) }).outputHelp()
  const [, after] = lines.join('').split(/-h, --help .*\n/)
  const begin = after!.search(/^Examples?:/m)
  if (begin < 0) return []
  const [examples = '', ...paragraphs] = after!.slice(begin).trim().split('\n\n')
  const block = examples
    .split('\n')
    .slice(1)
    .map(line => line.trim().replace(/ {2,}/, spaces => `${spaces.slice(2) || ' '}# `)) // what a command does, as a comment
  return [treatment, '```sh', ...block, '```', '', ...paragraphs.flatMap(text => [escaped(text), ''])]
}
