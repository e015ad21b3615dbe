import { formatCount, formatPercent } from '../figures/format.js'
import type { Task } from '../task.js'

/** What a model card tells: of one model, or of several that were trained alike from different seeds. */
export interface CardSource {
  /** What the model is called. */
  readonly name: string
  readonly task: Task
  readonly dataset: {
    /** As `--dataset` names it. */
    readonly name: string
    /** As the Hugging Face Hub has it; undefined where it has none, or not under one name. */
    readonly hub?: string
    readonly citation?: string
  }
  /** Of the model, as the Hugging Face Hub names it, such as `mit`. */
  readonly license?: string
  readonly parameters: number
  /** Of this package. */
  readonly version: string
  /** Trains the first of them again. */
  readonly command: string
  /** One for each seed, on the test images. */
  readonly runs: readonly CardRun[]
  /** Mean and sample standard deviation of the accuracies; null of a single run. */
  readonly accuracy: { readonly mean: number; readonly deviation: number | null }
  readonly loss: { readonly mean: number; readonly deviation: number | null }
}

/** A run of a card. */
export interface CardRun {
  readonly seed: number
  readonly count: number
  readonly accuracy: number
  readonly interval95: readonly [low: number, high: number]
}

/**
 * Writes the card of a model as the Hugging Face Hub reads it: YAML with a `model-index`, then Markdown for people.
 *
 * @returns the text of a README.md
 */
export function modelCard(source: CardSource): string {
  return `---\n${frontMatter(source)}---\n\n${body(source)}`
}

function frontMatter({ name, dataset, license, runs, accuracy, loss, task }: CardSource): string {
  const seeds = runs.map(({ seed }) => seed)
  const metric = (type: string, label: string, { mean, deviation }: CardSource['accuracy']) => ({
    type,
    value: mean,
    name: deviation === null ? `${label}, seed ${seeds[0]}` : `${label}, mean of ${seeds.length} seeds`,
    // The Hub has no field of its own for it.
    ...(deviation !== null && { args: { standard_deviation: deviation, seeds } }),
  })
  return yaml({
    ...(license !== undefined && { license }),
    library_name: 'onnx',
    pipeline_tag: 'image-classification',
    tags: ['onnx', 'image-classification', dataset.name.replace(/[^\w.-]+/g, '-')],
    ...(dataset.hub !== undefined && { datasets: [dataset.hub] }),
    metrics: ['accuracy'],
    'model-index': [
      {
        name,
        results: [
          {
            task: { type: 'image-classification', name: 'Image classification' },
            dataset: { type: dataset.hub ?? dataset.name, name: task.name, split: 'test' },
            metrics: [metric('accuracy', 'Accuracy', accuracy), metric('loss', 'Cross-entropy', loss)],
          },
        ],
      },
    ],
  })
}

function body({ name, task, dataset, parameters, version, command, runs, accuracy }: CardSource): string {
  const shape = task.imageShape.filter((size, axis) => axis > 0 || size > 1)
  const { mean, deviation } = accuracy
  const reached =
    deviation === null
      ? formatPercent(mean, 2)
      : `${formatPercent(mean, 2)} ± ${(100 * deviation).toFixed(2)} (mean and standard deviation of ${runs.length} seeds)`
  const lines = [
    `# ${inMarkdown(name)}`,
    '',
    `Classifies images of ${inMarkdown(task.name)} into ${task.classes.length} classes: ${task.classes.map(inMarkdown).join(', ')}.`,
    '',
    '| | |',
    '|---|---|',
    `| test accuracy | ${reached} |`,
    `| weights | ${formatCount(parameters)} |`,
    `| input | \`image\`: uint8 [batch, ${shape.join(', ')}], raw pixels 0–255 |`,
    `| output | \`probabilities\`: float32 [batch, ${task.classes.length}] |`,
    `| trained by | \`${command.replace(/[`|]/g, '')}\`, mnist-digit-classifier ${version} |`,
    '',
    '| seed | test images | test accuracy | 95 % interval (Wilson) |',
    '|---:|---:|---:|---|',
    ...runs.map(
      ({ seed, count, accuracy, interval95: [low, high] }) =>
        `| ${seed} | ${formatCount(count)} | ${formatPercent(accuracy, 2)} | ${formatPercent(low, 2)} to ${formatPercent(high, 2)} |`,
    ),
    '',
    'The test images were read once, after training and after every choice.',
    ...(dataset.citation === undefined ? [] : ['', `Data: ${dataset.citation}`]),
  ]
  return `${lines.join('\n')}\n`
}

/** Names may come from anywhere. */
const inMarkdown = (text: string) => text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|#]/g, character => `\\${character}`)

type Data = string | number | readonly Data[] | { readonly [key: string]: Data }

/** YAML of plain data; texts as JSON has them, which is YAML, too, whatever is in them. */
function yaml(data: { readonly [key: string]: Data }, indent = ''): string {
  return Object.entries(data)
    .map(([key, value]) => `${indent}${key}:${written(value, indent)}`)
    .join('')
}

function written(value: Data, indent: string): string {
  if (typeof value !== 'object') return ` ${JSON.stringify(value)}\n`
  if (!Array.isArray(value)) return `\n${yaml(value as { readonly [key: string]: Data }, `${indent}  `)}`
  return `\n${value.map(item => `${indent}  - ${writtenItem(item, `${indent}    `)}`).join('')}`
}

function writtenItem(item: Data, indent: string): string {
  if (typeof item !== 'object') return `${JSON.stringify(item)}\n`
  return yaml(item as { readonly [key: string]: Data }, indent).trimStart()
}
