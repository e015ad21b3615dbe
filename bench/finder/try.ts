import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Picture, Plane } from '../../src/handwriting/picture.js'
import { chooseTone, tonesOf } from '../../src/handwriting/tone.js'
import { decodeImage } from '../../src/node/decodeImage.js'
import { loadFinder } from './loadFinder.js'

// node bench/build/bench/finder/try.js FINDER DATA OUT set,set [limit]

const [file, data, out, sets, limit = '0'] = process.argv.slice(2) as [string, string, string, string, string?]
const finder = await loadFinder(file)
const results: object[] = []
for (const set of sets.split(',')) {
  const names = readdirSync(join(data, set))
    .filter(name => /\.(png|jpe?g)$/.test(name))
    .sort()
  const step = Number(limit) > 0 ? Math.max(1, Math.floor(names.length / Number(limit))) : 1
  let [right, refused, n, readTime] = [0, 0, 0, 0]
  for (let i = 0; i < names.length; i += step) {
    const name = names[i]!
    const truth = name.slice(0, name.indexOf('_'))
    const picture = (await decodeImage(readFileSync(join(data, set, name)))) as Picture
    const started = performance.now()
    const answer = await finder.digit(picture)
    readTime += performance.now() - started
    n++
    const text = answer ? String(answer.digit) : '-'
    if (!answer) refused++
    if (text === truth || (truth === 'none' && !answer)) right++
    results.push({
      set,
      name,
      truth,
      text,
      ...(answer && { confidence: answer.confidence, box: answer.box, probabilities: answer.probabilities }),
    })
  }
  console.log(
    `${set.padEnd(16)} n ${n}  right ${((100 * right) / n).toFixed(1)} %  refused ${((100 * refused) / n).toFixed(1)} %  ${(readTime / n).toFixed(1)} ms`,
  )
}
writeFileSync(out, JSON.stringify(results))

export type { Plane }

void [chooseTone, tonesOf]
