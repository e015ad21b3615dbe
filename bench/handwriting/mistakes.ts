import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { showPicture, showStage } from '../../src/cli/explain/explanation.js'
import { formatPercent } from '../../src/figures/format.js'
import { svgToPng } from '../../src/figures/png.js'
import type { DecodedImage } from '../../src/index.js'
import { type Answered, isRefused, isRight } from './answered.js'
import { groupBy } from './groups.js'
import type { PictureReader, SeenDigit } from './readers.js'
import { digitLayout, mistakeSheet, numberLayout, type SheetLayout, type ShownMistake } from './sheet.js'

/** Wrong answers, the most confident first, and after them refusals. */
export function mistakesIn(answers: readonly Answered[]): Answered[] {
  return answers
    .filter(answer => !isRight(answer))
    .sort((a, b) => Number(isRefused(a)) - Number(isRefused(b)) || b.confidence - a.confidence)
}

/**
 * Draws the mistakes of each set on sheets, with what the reader made of them step by step.
 *
 * @param folder is emptied first
 * @returns how many sheets were written
 */
export async function writeSheets(
  asked: { readonly reader: PictureReader; readonly data: string },
  answers: readonly Answered[],
  folder: string,
): Promise<number> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  let written = 0
  for (const all of groupBy(answers, ({ set, question }) => `${set}-${question}`).values()) {
    const { set, question } = all[0]!
    const layout = question === 'read' ? numberLayout : digitLayout
    const mistakes = mistakesIn(all)
    const pages = Math.ceil(mistakes.length / layout.room)
    for (let page = 0; page < pages; page++) {
      const shown: ShownMistake[] = []
      for (const mistake of mistakes.slice(page * layout.room, (page + 1) * layout.room))
        shown.push(await show(asked, mistake, layout))
      const title = `${set}, ${question}: ${mistakes.length} of ${all.length} not right`
      const subtitle = `Sheet ${page + 1} of ${pages}; wrong answers first, the most confident first, then refusals`
      const svg = mistakeSheet({ title, subtitle, mistakes: shown }, layout)
      writeFileSync(join(folder, `${set}-${question}-${page + 1}.png`), svgToPng(svg, { scale: 1 }))
      written++
    }
  }
  return written
}

/** Reads a picture again, this time with all steps. */
async function show(
  { reader, data }: { readonly reader: PictureReader; readonly data: string },
  { file, truth, answer, confidence, reason, question }: Answered,
  layout: SheetLayout,
): Promise<ShownMistake> {
  const [, name] = file.split('/')
  const details = [name, reason].filter(Boolean).join(': ')
  const sure = confidence > 0 ? `, ${formatPercent(confidence, 1)}` : ''
  const captions =
    question === 'predict'
      ? [`${onOneLine(truth)} → ${onOneLine(answer)}${sure}`]
      : [`truth ${onOneLine(truth)}`, `read ${onOneLine(answer)}${sure}`]
  const image = await reader.decode(join(data, file)).catch(() => unreadable)
  const { digits, stages } =
    question === 'predict'
      ? (await reader.predict([image], { stages: true }))[0]!
      : await reader.read(image, { stages: true })
  const picture = await showPicture(image, Math.max(layout.picture.width, layout.picture.height), '')
  const shownStages = await Promise.all(
    stages
      .filter(({ name }) => name !== 'network')
      .map(async stage => (await showStage({ ...stage, title: stage.name }, layout.stages.size)).shown),
  )
  return {
    captions,
    details,
    picture: { ...picture, frames: digits.flatMap(digit => frameOf(digit, question === 'read')) },
    stages: shownStages,
    seen: await Promise.all(digits.flatMap(digit => seenBy(digit, layout.seen.size))),
  }
}

/** What stands for a file that no one can decode. */
const unreadable: DecodedImage = { data: new Uint8Array([128]), width: 1, height: 1, scale: 1 }

const onOneLine = (text: string | null) => text?.replaceAll('\n', ' / ') ?? 'nothing'

function frameOf({ box, digit }: SeenDigit, labeled: boolean) {
  return box ? [{ ...box, unsure: digit === null, ...(labeled && { label: String(digit ?? '?') }) }] : []
}

function seenBy({ image, digit, confidence }: SeenDigit, size: number) {
  if (!image) return []
  const side = Math.sqrt(image.length)
  // Where room is scarce, the digit and two figures of how sure it is.
  const title =
    size < 60 ? `${digit ?? '?'} .${twoFigures(confidence)}` : `${digit ?? '?'} ${formatPercent(confidence, 0)}`
  return [
    showStage({ name: 'network', title, image: { data: image, width: side, height: side } }, size).then(
      ({ shown }) => shown,
    ),
  ]
}

const twoFigures = (share: number) => String(Math.min(99, Math.floor(100 * share))).padStart(2, '0')
