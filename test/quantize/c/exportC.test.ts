import { expect, test } from 'vitest'
import type { Digits } from '../../../src/data/digits.js'
import type { Model } from '../../../src/model/model.js'
import { exportC } from '../../../src/quantize/c/exportC.js'
import { predictQuantized } from '../../../src/quantize/predictQuantized.js'
import { quantizeModel } from '../../../src/quantize/quantizeModel.js'
import { scoresOf } from '../../../src/quantize/scores.js'
import { nodeRuntime as runtime } from '../../../src/runtime/node.js'
import { drawImages, drawParameters, netOf, nets } from '../nets.js'
import { answeringProgram, createCFolder, strictFlags, whyNoCompiler } from './compiler.js'

const reason = whyNoCompiler()
const whyNot = reason === undefined ? '' : ` (left out: ${reason})`
const compiled = test.skipIf(reason !== undefined)
const small = netOf(nets['a pool between convolution and normalization']!)

const quantizedOf = (network: Model, images: Digits['images'] = drawImages(network.task!, 10)) =>
  quantizeModel(network, drawParameters(network), images, { runtime })

for (const [title, net] of Object.entries(nets))
  compiled(`C answers as JavaScript does, bit for bit: ${title}${whyNot}`, async () => {
    const network = netOf(net)
    const model = await quantizedOf(network)
    const [images, classes] = [drawImages(network.task!, 30, 3), network.task!.classes.length]
    const files = exportC(model, { name: 'net', rejectThreshold: 0.5, vectors: images })
    const place = createCFolder({ ...files, 'answer.c': answeringProgram('net') })
    try {
      place.gcc([...strictFlags, '-DNET_NO_MAIN', 'net.c', 'net_test.c', 'answer.c', '-o', 'answer'])
      expect(place.run('./answer', ['test']).code).toBe(0)
      const { output } = place.run('./answer', [], images)
      const scores = scoresOf(predictQuantized(model, images), classes)
      const expected = Array.from({ length: 30 }, (_, i) => {
        const row = [...scores.subarray(i * classes, (i + 1) * classes)]
        const most = Math.max(...row)
        return [most < 128 ? 255 : row.indexOf(most), ...row] // -1 as a byte
      })
      expect([...output]).toEqual(expected.flat())
    } finally {
      place.remove()
    }
  })

compiled(`the self-test counts what is answered otherwise${whyNot}`, async () => {
  const files = exportC(await quantizedOf(small), { vectors: drawImages(small.task!, 4) })
  const place = createCFolder(files)
  try {
    place.gcc(['digits.c', 'digits_test.c', '-o', 'right'])
    const wrong = files['digits.c']!.replace(/(kernel_2\[\d+\] = \{\n +)-?\d+, -?\d+, -?\d+/, '$1127, 127, -127')
    const other = createCFolder({ ...files, 'digits.c': wrong })
    other.gcc(['digits.c', 'digits_test.c', '-o', 'wrong'])
    expect([place.run('./right').code, other.run('./wrong').code > 0]).toEqual([0, true])
    other.remove()
  } finally {
    place.remove()
  }
})

test('the header names images and classes, and the file takes nothing from a library', async () => {
  const network = netOf(nets['branches that join, and a softmax after a pool']!)
  const files = exportC(await quantizedOf(network), { name: 'flowers' })
  expect(Object.keys(files)).toEqual(['flowers.h', 'flowers.c'])
  expect(files['flowers.h']).toContain('Raw pixels: 9 rows of 8 for each of 3 channels, one channel after the other')
  expect(files['flowers.h']).toContain('0 "poppy \\042red\\042"')
  expect(files['flowers.h']).toContain('1 "\\052\\057 int x\\073 \\057\\052"')
  expect(files['flowers.h']).toContain('#define FLOWERS_REJECT_BELOW 0')
  expect(Object.values(files).flatMap(text => text.match(/#include.*/g))).toEqual([
    '#include <stdint.h>',
    '#include "flowers.h"',
  ])
  expect(files['flowers.c']).not.toMatch(/float|double|malloc/)
})

test('names and thresholds that C would not take are refused', async () => {
  const model = await quantizedOf(small)
  for (const name of ['', 'Digits', '9net', 'a-b', 'x'.repeat(41), 'int main'])
    expect(() => exportC(model, { name })).toThrow(/^exportC: expected name to be at most 40 lower-case letters/)
  expect(() => exportC(model, { rejectThreshold: 1.5 })).toThrow(
    'exportC: expected rejectThreshold in [0, 1], received 1.5',
  )
})
