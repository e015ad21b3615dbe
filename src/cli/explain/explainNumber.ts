import { formatPercent } from '../../figures/format.js'
import { numberFigure } from '../../figures/numberReading.js'
import { svgToPng } from '../../figures/png.js'
import type { NumberReading } from '../../model/reader.js'
import type { DecodedImage } from '../../node/decodePixels.js'
import { mnistTask } from '../../task.js'
import { showPicture, showStage, writeExplanation } from './explanation.js'

const [, height, width] = mnistTask.imageShape

/** Writes how a number was read: the picture with every digit framed, what the network saw of each, and each step. */
export async function explainNumber(
  { folder, name, title }: { folder: string; name: string; title: string },
  image: DecodedImage,
  { lines, digits, confidence, unread, stages = [] }: NumberReading,
): Promise<void> {
  const shown = await Promise.all(stages.map(async stage => [stage.name, (await showStage(stage, 280)).png] as const))
  const legend = ['what is not sure is framed in orange', ...(unread.length > 0 ? ['what was not read is dashed'] : [])]
  const picture = await showPicture(image, 1536, `The picture; ${legend.join(', ')}`)
  const seen = await Promise.all(
    digits.map(async ({ digit, confidence, image }) => {
      const label = `${digit ?? '?'}, ${formatPercent(confidence, 1)}`
      return (await showStage({ name: 'digit', title: label, image: { data: image, width, height } }, 128)).shown
    }),
  )
  const svg = numberFigure({
    title: `${title}: ${lines.join(' / ') || 'no digits'}`,
    subtitle: digits.length === 0 ? 'No digits were found' : `${formatPercent(confidence, 1)} sure that all are right`,
    picture: {
      ...picture,
      frames: [
        ...digits.map(({ box, digit }) => ({ ...box, label: String(digit ?? '?'), unsure: digit === null })),
        ...unread.map(box => ({ ...box, unsure: true, dashed: true })),
      ],
    },
    digits: seen,
  })
  await writeExplanation(folder, name, { sheet: svgToPng(svg), steps: Object.fromEntries(shown) })
}
