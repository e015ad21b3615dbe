import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFinder } from '../../src/model/finder.js'
import { loadClassifier } from '../../src/node/classifier.js'
import { decodeImage } from '../../src/node/decodeImage.js'
import { cropDigit } from '../../src/reading/crop.js'
import type { Picture } from '../../src/reading/picture.js'
import { readTones } from '../../src/reading/tones.js'
import { nodeRuntime } from '../../src/runtime/node.js'

// node bench/build/bench/finder/dump.js FINDER CLASSIFIER DATA OUT set,set [limit]

const both = process.env.ALL === '1'
const [file, model, data, out, sets, limit = '0'] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
  string?,
]
const finder = await createFinder(nodeRuntime, readFileSync(file), { threads: 1 })
const classifier = await loadClassifier(model)
const results: object[] = []
const round = (values: Iterable<number>) => Array.from(values, value => Number(value.toFixed(4)))
for (const set of sets.split(',')) {
  const names = readdirSync(join(data, set))
    .filter(name => /\.(png|jpe?g)$/.test(name))
    .sort()
  const step = Number(limit) > 0 ? Math.max(1, Math.floor(names.length / Number(limit))) : 1
  const started = performance.now()
  let n = 0
  for (let i = 0; i < names.length; i += step) {
    const name = names[i]!
    const truth = name.slice(0, name.indexOf('_'))
    const picture = (await decodeImage(readFileSync(join(data, set, name)))) as Picture
    const isString = truth.length > 1 && truth !== 'none'
    const { tones } = readTones(picture)
    const found = isString || both ? await finder.findAll(tones) : await finder.findOne(tones)
    const kept = found.slice(0, isString || both ? 400 : 8)
    const crops = kept.flatMap(({ box }) => {
      const { dark, bright } = cropDigit(tones, box)
      return [dark, bright]
    })
    const images = new Uint8Array(crops.length * 784)
    for (const [index, crop] of crops.entries()) images.set(crop, index * 784)
    const p = crops.length > 0 ? await classifier.predict(images) : new Float32Array(0)
    n++
    results.push({
      set,
      name,
      truth,
      width: picture.width,
      height: picture.height,
      found: kept.map((one, index) => ({
        box: round(Object.values(one.box)),
        score: Number(one.score.toFixed(4)),
        votes: Number(one.votes.toFixed(2)),
        level: one.level,
        pf: round(one.probabilities),
        pd: round(p.subarray(index * 20, index * 20 + 10)),
        pb: round(p.subarray(index * 20 + 10, index * 20 + 20)),
      })),
    })
  }
  console.log(set, n, ((performance.now() - started) / n).toFixed(1), 'ms')
}
writeFileSync(out, JSON.stringify(results))
await classifier.dispose()
