import { readFileSync } from 'node:fs'
import { printGraph } from '../../src/graph/onnx.js'
import { readOnnx } from '../../src/graph/onnxReader.js'
import { constant, input } from '../../src/graph/tensor.js'
import { mapped } from '../../src/handwriting/filters.js'
import type { Box, Picture, Plane } from '../../src/handwriting/picture.js'
import { chooseTone, tonesOf } from '../../src/handwriting/tone.js'
import type { ModelConfig } from '../../src/model/modelConfig.js'
import { modelFrom } from '../../src/model/modelFrom.js'
import { type Found, levelOf, type Sighting, scalesOf, sightings, suppress } from '../../src/reading/find.js'
import { nodeRuntime } from '../../src/runtime/node.js'

export async function loadFinder(file: string, threads = 1) {
  const contents = readOnnx(readFileSync(file))
  const network = modelFrom(JSON.parse(contents.metadata.configuration!) as ModelConfig)
  const weights = Object.fromEntries(
    network.weights.map(({ name, shape }) => [name, constant(contents.weights.get(name)!, shape as number[], name)]),
  )
  const outputs = network.apply({ scene: input('scene', 'float32', ['batch', 1, 96, 96]) }, weights)
  const { model } = printGraph(
    outputs,
    {},
    {
      scene: ['batch', 1, 'height', 'width'],
      classes: ['batch', 11, 'rows', 'columns'],
      boxes: ['batch', 4, 'rows', 'columns'],
    },
  )
  const program = await nodeRuntime.compile(model, { threads })

  async function find(
    tones: Plane,
    options: { finest?: number; largest?: number } = {},
  ): Promise<{ seen: Sighting[]; found: Found[] }> {
    const seen: Sighting[] = []
    for (const [index, scale] of scalesOf(tones.width, tones.height, options).entries()) {
      const level = levelOf(tones, scale)
      const { field } = level
      const { classes, boxes } = await program.run({
        scene: { data: field.data, shape: [1, 1, field.height, field.width] },
      })
      const [, , rows, columns] = classes!.shape as number[]
      seen.push(
        ...sightings(
          {
            rows: rows!,
            columns: columns!,
            classes: classes!.data as Float32Array,
            boxes: boxes!.data as Float32Array,
          },
          level,
          index,
        ),
      )
    }
    return { seen, found: suppress(seen) }
  }

  return {
    find,
    async digit(
      picture: Picture,
    ): Promise<{ digit: number; confidence: number; box: Box; probabilities: number[] } | null> {
      const tones = mapped(tonesOf(picture, chooseTone(picture), 1), tone => tone / 255)
      const { found } = await find(tones, { largest: 400 })
      let best: Found | undefined
      for (const one of found)
        if (!best || one.score * Math.log(1 + one.votes) > best.score * Math.log(1 + best.votes)) best = one
      if (!best || best.score < 0.3) return null
      const probabilities = Array.from(best.probabilities.subarray(0, 10))
      const confidence = Math.max(...probabilities)
      return { digit: probabilities.indexOf(confidence), confidence, box: best.box, probabilities }
    },
  }
}
