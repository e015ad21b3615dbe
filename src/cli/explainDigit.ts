import { formatPercent } from '../figures/format.js'
import { svgToPng } from '../figures/png.js'
import { drawDecision, readingFigure } from '../figures/reading.js'
import type { PreparedDigit } from '../handwriting/digit.js'
import type { Classifier } from '../model/classifier.js'
import { occlusionMap } from '../model/occlusion.js'
import type { Reading } from '../model/reader.js'
import type { DecodedImage } from '../node/decodePixels.js'
import { hrefOf, showPicture, showStage, writeExplanation } from './explanation.js'

/** Writes how a picture was read: its sheet, and each step. */
export async function explainDigit(
  { folder, name, title, classifier }: { folder: string; name: string; title: string; classifier: Classifier },
  { image, prepared }: { image: DecodedImage; prepared: PreparedDigit },
  { digit, confidence, probabilities, reason }: Reading,
): Promise<void> {
  const stages = await Promise.all(
    prepared.stages.map(async stage => ({ name: stage.name, ...(await showStage(stage, 280)) })),
  )
  const seen = prepared.image
  const likeliest = probabilities.indexOf(Math.max(...probabilities))
  const map = seen && (await occlusionMap(classifier, seen, likeliest))
  const decision = seen && map && drawDecision(seen, map)
  const picture = await showPicture(image, 480, 'The picture')
  const [, height, width] = classifier.notes.task.imageShape
  const network = stages.find(({ name }) => name === 'network')?.shown
  const sure = `${formatPercent(confidence, 1)} sure`
  const svg = readingFigure({
    title: `${title}: ${digit ?? 'no digit'}`,
    subtitle: digit === null ? `${reason}${seen ? `; perhaps ${likeliest}, ${sure}` : ''}` : sure,
    picture: { ...picture, ...(prepared.box && { frames: [prepared.box] }) },
    steps: stages.filter(({ name }) => name !== 'network').map(({ shown }) => shown),
    ...(network && { network }),
    ...(decision && {
      decision: {
        title: `What decided: blue ink spoke for the ${likeliest}, orange against it`,
        href: hrefOf(decision),
        width,
        height,
      },
    }),
    probabilities,
  })
  const steps = Object.fromEntries(stages.map(({ name, png }) => [name, png]))
  await writeExplanation(folder, name, { sheet: svgToPng(svg), steps: { ...steps, ...(decision && { decision }) } })
}
