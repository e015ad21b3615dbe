import { basename, extname } from 'node:path'
import { oddImages } from '../../data/own/oddImages.js'
import { countLabels } from '../../data/statistics.js'
import { UsageError } from '../../errors.js'
import { contactSheetFigure } from '../../figures/contactSheet.js'
import { formatCount } from '../../figures/format.js'
import { svgToPng } from '../../figures/png.js'
import { exists, writeWhole } from '../../node/files.js'
import { describeFaults } from '../../node/ownData/describeFaults.js'
import { type OwnData, openOwnData } from '../../node/ownData/openOwnData.js'
import { describeImage, isDigitTask } from '../../task.js'
import { print } from '../output.js'

/** How many odd images are named. */
const NAMED = 5

/** Options of `mnist data --check`. */
export interface CheckOptions {
  readonly asIs?: true
  readonly out?: string
}

/** Says what would be learned from data of one's own, and draws a contact sheet of them. */
export async function checkOwnData(path: string, { asIs, out }: CheckOptions): Promise<void> {
  const sheet = out ?? `${basename(path, extname(path))}-sheet.png`
  if (out === undefined && (await exists(sheet)))
    throw new UsageError(`${sheet}: there is a file of that name already; --out names another, or replaces it`)
  const data = await openOwnData(path, { ...(asIs && { asIs }) })
  const { task, training, test } = data
  const counts = [training, test].map(({ labels }) => countLabels(labels, task.classes.length))
  const width = Math.max(5, ...task.classes.map(name => name.length))
  print(`${'Class'.padStart(width)}  Training   Test`)
  for (const [label, name] of task.classes.entries())
    print(
      `${name.padStart(width)}  ${formatCount(counts[0]![label]!).padStart(8)} ${formatCount(counts[1]![label]!).padStart(6)}`,
    )
  print(`\n${formatCount(training.count)} training and ${formatCount(test.count)} test images; ${describeSplit(data)}.`)
  print(`Each becomes ${describeImage(task)}: ${describeForm(data, asIs === true)}.`)
  for (const fault of describeFaults(data)) print(fault)
  describeRarity(counts[0]!, task.classes)
  describeOdd(data)
  const { images, labels } = training
  const figure = contactSheetFigure({ images, labels, task }, { title: `Training images: ${task.name}` })
  await writeWhole(sheet, svgToPng(figure))
  print(`Contact sheet: ${sheet}`)
}

function describeSplit({ hasTest, isGrouped }: OwnData): string {
  if (hasTest) return 'as they came, in two parts'
  return `a fifth is to test by, ${isGrouped ? 'with all images of a group (by the beginning of their names) on one side' : 'of each class alike'}`
}

function describeForm({ task, origins }: OwnData, asIs: boolean): string {
  if (origins.training.length === 0) return 'the pixels as they are'
  if (asIs) return 'the picture as a whole, as it is'
  if (isDigitTask(task)) return 'a digit as the reader finds it'
  return task.subjectFraction === undefined
    ? 'the picture as a whole'
    : 'what it shows, bright on black; --as-is takes pictures as a whole'
}

function describeRarity(counts: readonly number[], classes: readonly string[]): void {
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  const missing = classes.filter((_, label) => counts[label] === 0)
  if (missing.length > 0)
    print(`No training image shows ${missing.slice(0, 10).join(', ')}${missing.length > 10 ? ', …' : ''}.`)
  if (least > 0 && most > 3 * least)
    print(
      `The most frequent class has ${Math.round(most / least)} times as many images as the rarest: --class-weights lets both count the same.`,
    )
}

function describeOdd({ task, training, origins }: OwnData): void {
  const odd = oddImages(training, task.classes.length, NAMED)
  if (odd.length === 0) return
  print('Least like the others of their class:')
  for (const { index, label } of odd)
    print(`  ${origins.training[index] ?? `training image ${index}`} (${task.classes[label]})`)
}
