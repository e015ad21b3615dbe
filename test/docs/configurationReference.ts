import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { activationNames } from '../../src/layers/activations.js'
import { anyLayerFrom, layerBuilders, mergeBuilders } from '../../src/layers/catalog.js'
import { initializerNames } from '../../src/layers/initializers.js'
import { parseConfiguration, parseRecipe } from '../../src/model/configuration.js'
import { parseAugmentation } from '../../src/training/augmentation.js'
import { optimizerBuilders, optimizerFrom } from '../../src/training/optimizers.js'
import { parseSchedule, scheduleKinds } from '../../src/training/schedules.js'
import { commentsOfFunction, commentsOfType } from './comments.js'
import { escaped } from './escaped.js'
import { type ProbedOption, probe } from './probe.js'

/** The reference of configuration files as Markdown: options and defaults from the validators, what they mean from the comments. */
export function configurationReference(): string {
  return [
    '# Configuration',
    '',
    '<!-- Written by test/docs/reference.test.ts from the validators: `npx vitest run test/docs/reference.test.ts -u` -->',
    '',
    'A JSON file for `mnist train --model net.json`, and the same options in a program. [Your own net](../guide/own-net) introduces it.',
    'An option that is unknown or out of range is refused, with what was expected.',
    '',
    '## The file',
    '',
    ...table(
      probe(options => parseConfiguration(options)),
      new Map([...commentsOfType('ModelConfig'), ['training', 'The recipe: [training](#training).']]),
      { hideDefaults: ['layers', 'task', 'training'] },
    ),
    'An entry of `layers` is an object with the `kind` of the layer and its options, and with these:',
    '',
    ...descriptions(['name', 'inputs', 'sharedWith'], commentsOfType('PlacedLayerConfig')),
    '## Training',
    '',
    ...table(probe(parseRecipe), new Map([...commentsOfType('Recipe'), ...elsewhere])),
    '### Early stopping',
    '',
    ...table(
      probe(earlyStopping => parseRecipe({ earlyStopping }).earlyStopping!),
      commentsOfType('EarlyStopping'),
    ),
    '## Optimizers',
    '',
    'The value of `optimizer`: an object with the `kind` and its options.',
    '',
    ...Object.keys(optimizerBuilders).flatMap(kind =>
      section(
        kind,
        probe(options => optimizerFrom({ kind, ...options } as never).config),
        commentsOfFunction(kind),
      ),
    ),
    '## Schedules',
    '',
    'The value of `schedule`: what the learning rate is multiplied by during the training.',
    '',
    ...scheduleKinds.flatMap(kind =>
      section(
        kind,
        probe(options => parseSchedule({ kind, ...options } as never)),
        {
          summary: scheduleSummary(kind),
          options: commentsOfType('ScheduleConfig', kind),
        },
      ),
    ),
    '## Augmentation',
    '',
    'The value of `augmentation`: how far the training images are changed, each anew at every step.',
    '',
    ...table(probe(parseAugmentation), commentsOfType('Augmentation')),
    '## Layers',
    '',
    ...[...Object.keys(layerBuilders), ...Object.keys(mergeBuilders)].flatMap(kind =>
      section(
        kind,
        probe(options => anyLayerFrom({ kind, ...options }).config),
        commentsOfFunction(kind),
      ),
    ),
    '## Activations',
    '',
    listed(activationNames),
    '',
    '## Initializers',
    '',
    listed(initializerNames),
    '',
  ].join('\n')
}

/** Options that have a section of their own. */
const elsewhere = [
  ['optimizer', 'How the weights move: [optimizers](#optimizers).'],
  ['schedule', 'How the learning rate changes: [schedules](#schedules).'],
  ['augmentation', 'How the training images are changed at random: [augmentation](#augmentation).'],
  ['earlyStopping', 'When a training ends before its last epoch: [early stopping](#early-stopping).'],
] as const

const listed = (names: readonly string[]) => `${names.map(name => `\`${name}\``).join(', ')}.`

interface Comments {
  readonly summary: string
  readonly options: ReadonlyMap<string, string>
}

function section(kind: string, options: readonly ProbedOption[], { summary, options: meanings }: Comments): string[] {
  const none = options.length === 0 ? ['It has no options.', ''] : table(options, meanings)
  return [`### ${kind}`, '', escaped(summary), '', ...none]
}

function table(
  options: readonly ProbedOption[],
  meanings: ReadonlyMap<string, string>,
  { hideDefaults = [] }: { readonly hideDefaults?: readonly string[] } = {},
): string[] {
  const rows = options.map(({ name, expected, defaultsTo }) => {
    const hidden = defaultsTo !== 'required' && hideDefaults.includes(name)
    const shown = hidden || defaultsTo === undefined ? '' : defaultsTo === 'required' ? defaultsTo : `\`${defaultsTo}\``
    const meaning = meanings.get(name) ?? ''
    return `| \`${name}\` | ${shown} | ${escaped(expected)} | ${escaped(shown ? withoutDefault(meaning) : meaning)} |`
  })
  return ['| option | default | expected | meaning |', '|---|---|---|---|', ...rows, '']
}

function descriptions(names: readonly string[], meanings: ReadonlyMap<string, string>): string[] {
  return [
    '| option | meaning |',
    '|---|---|',
    ...names.map(name => `| \`${name}\` | ${escaped(meanings.get(name)!)} |`),
    '',
  ]
}

/** The table has a column for it. */
const withoutDefault = (meaning: string) => meaning.replace(/\s*Defaults to .*?\.(?=\s|$)/, '')

/** The members of a union have no name, and their comments no symbol. */
function scheduleSummary(kind: string): string {
  const source = readFileSync(fileURLToPath(new URL('../../src/training/schedules.ts', import.meta.url)), 'utf8')
  const comment = new RegExp(`/\\*\\*((?:(?!\\*/).)*)\\*/\\s*\\| \\(?\\{\\s*readonly kind: '${kind}'`, 's').exec(source)
  return (comment?.[1] ?? 'The learning rate stays as it is.').replaceAll(/\s*\n\s*\*\s?/g, ' ').trim()
}
