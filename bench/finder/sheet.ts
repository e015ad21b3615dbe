import { writeFileSync } from 'node:fs'
import { encode } from 'fast-png'
import { loadMnist } from '../../src/data/sources/mnist.js'
import { randomStream } from '../../src/random.js'
import { normalizeContrast } from '../../src/reading/contrast.js'
import { drawScene } from '../../src/synthesis/scenes/scene.js'

// A sheet of scenes to look at, with their boxes: node bench/build/bench/finder/sheet.js FILE [seed] [normalized]

const [file = 'scenes.png', seed = '0', normalized] = process.argv.slice(2)
const { training } = await loadMnist({ parts: ['training'] })
const [COLUMNS, ROWS, SIDE, ZOOM] = [10, 7, 96, 1]
const cell = SIDE * ZOOM + 4
const [width, height] = [COLUMNS * cell, ROWS * cell]
const data = new Uint8Array(width * height * 3).fill(90)
const started = performance.now()
const scenes = Array.from({ length: COLUMNS * ROWS }, (_, index) =>
  drawScene(training, randomStream(Number(seed), 'sheet', index)),
)
console.log(((performance.now() - started) / scenes.length).toFixed(2), 'ms a scene')
for (const [index, { tones, digits }] of scenes.entries()) {
  const [left, top] = [(index % COLUMNS) * cell, Math.floor(index / COLUMNS) * cell]
  const shown = normalized ? normalizeContrast(tones) : tones
  for (let y = 0; y < tones.height * ZOOM; y++)
    for (let x = 0; x < tones.width * ZOOM; x++) {
      const value = shown.data[Math.floor(y / ZOOM) * tones.width + Math.floor(x / ZOOM)]!
      data.fill(
        normalized ? 128 + 32 * value : 255 * value,
        ((top + y) * width + left + x) * 3,
        ((top + y) * width + left + x) * 3 + 3,
      )
    }
  for (const { box } of digits)
    for (let t = 0; t < 200; t++) {
      const side = Math.floor(t / 50)
      const f = (t % 50) / 50
      const [u, v] = (
        [
          [f, 0],
          [f, 1],
          [0, f],
          [1, f],
        ] as const
      )[side]!
      const x = Math.round((box.x + u * box.width) * ZOOM)
      const y = Math.round((box.y + v * box.height) * ZOOM)
      if (x < 0 || y < 0 || x >= tones.width * ZOOM || y >= tones.height * ZOOM) continue
      const at = ((top + y) * width + left + x) * 3
      data[at] = 255
      data[at + 1] = 60
      data[at + 2] = 60
    }
}
writeFileSync(file, encode({ width, height, data, channels: 3 }))
