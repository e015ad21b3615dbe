import type { PageData } from '../pageData.js'
import { cardMaker } from './card.js'
import { answerCopy } from './copy.js'
import { answerCurves } from './curves.js'
import { fillGalleries } from './galleries.js'
import { answerMatrix } from './matrix.js'

// The script of every page. `npm run report:script` bundles it into bundle.ts, as the report has it. What a page does not have,
// the functions pass over.

async function start(): Promise<void> {
  const data = JSON.parse(document.getElementById('data')!.textContent!) as PageData
  answerCurves(data)
  answerCopy()
  const sprite = document.getElementById('sprite') as HTMLImageElement | null
  if (sprite) {
    await sprite.decode()
    const card = cardMaker(data, sprite)
    answerMatrix(data, card)
    fillGalleries(data, card)
  }
  document.documentElement.dataset.ready = 'true'
}

void start()
