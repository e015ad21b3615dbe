import { formatPercent } from '../../figures/format.js'
import { cardMaker } from './card.js'
import { answerCopy } from './copy.js'
import { answerCurves } from './curves.js'
import { fillGalleries } from './galleries.js'
import { answerMatrix } from './matrix.js'

/**
 * The script of every page: the functions of this folder as they are printed, so that the compiler checks them and
 * nothing has to be bundled. What a page does not have, they pass over.
 */
export const script = `
'use strict';
(async () => {
const data = JSON.parse(document.getElementById('data').textContent);
(${answerCurves})(data);
(${answerCopy})();
const sprite = document.getElementById('sprite');
await sprite.decode();
const card = (${cardMaker})(data, sprite, ${formatPercent});
(${answerMatrix})(data, card);
(${fillGalleries})(data, card);
document.documentElement.dataset.ready = 'true';
})();
`.replaceAll('\r\n', '\n') // as a page is read: its digest must stay the same
