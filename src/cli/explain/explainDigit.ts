import { formatPercent } from '../../figures/format.js'
import { svgToPng } from '../../figures/png.js'
import { drawDecision, readingFigure } from '../../figures/reading.js'
import type { Classifier } from '../../model/classifier.js'
import { occlusionMap } from '../../model/occlusion.js'
import type { Reading } from '../../model/reader.js'
import type { DecodedImage } from '../../node/decodePixels.js'
import { WORTH_NAMING } from '../images/rejection.js'
import { hrefOf, showPicture, showStage, writeExplanation } from './explanation.js'

/** Writes how a picture was read: its sheet, and each step. */
export async function explainDigit(
  { folder, name, title, classifier }: { folder: string; name: string; title: string; classifier: Classifier },
  image: DecodedImage,
  { digit, confidence, probabilities, reason, box, image: seen, stages: kept = [] }: Reading,
): Promise<void> {
  const stages = await Promise.all(kept.map(async stage => ({ name: stage.name, ...(await showStage(stage, 280)) })))
  const likeliest = probabilities.indexOf(Math.max(...probabilities))
  const map = seen && (await occlusionMap(classifier, seen, likeliest))
  const decision = seen && map && drawDecision(seen, map)
  const picture = await showPicture(image, 480, 'The picture')
  const [, height, width] = classifier.metadata.task.imageShape
  const network = stages.find(({ name }) => name === 'network')?.shown
  const sure = `${formatPercent(confidence, 1)} sure`
  const svg = readingFigure({
    title: `${title}: ${digit ?? 'no digit'}`,
    subtitle: digit === null ? `${reason}${confidence >= WORTH_NAMING ? `; perhaps ${likeliest}, ${sure}` : ''}` : sure,
    picture: { ...picture, ...(box && { frames: [box] }) },
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
