import { writeFileSync } from 'node:fs'
import { encode } from 'fast-png'
import { loadMnist } from '../../src/data/sources/mnist.js'
import { drawSceneCrops } from '../../src/synthesis/scenes/crops.js'

const [file = 'crops.png', seed = '0'] = process.argv.slice(2)
const { training } = await loadMnist({ parts: ['training'] })
const started = performance.now()
const { images, labels, count } = drawSceneCrops(training, 600, Number(seed))
console.log(((performance.now() - started) / count).toFixed(2), 'ms a crop')
const [COLUMNS, cell] = [30, 34]
const [width, height] = [COLUMNS * cell, 20 * cell]
const data = new Uint8Array(width * height).fill(60)
const order = [...labels.keys()].sort((a, b) => labels[a]! - labels[b]!)
for (const [place, index] of order.entries())
  for (let y = 0; y < 28; y++)
    for (let x = 0; x < 28; x++)
      data[(Math.floor(place / COLUMNS) * cell + y) * width + (place % COLUMNS) * cell + x] =
        images[index * 784 + y * 28 + x]!
writeFileSync(file, encode({ width, height, data, channels: 1 }))
