import { expect, test } from 'vitest'
import { datasetNamed } from '../../src/data/datasets/catalog.js'
import { contactSheetFigure } from '../../src/figures/contactSheet.js'

const { task } = datasetNamed('fashion-mnist')
const labels = Uint8Array.from({ length: 90 }, (_, index) => (index < 50 ? 9 : index % 9))
const images = Uint8Array.from({ length: 90 * 784 }, (_, pixel) => pixel % 251)

test('a contact sheet has a row for each class that has images, by its name, spread over all of them', () => {
  const svg = contactSheetFigure({ images, labels, task }, { columns: 5 })
  expect(svg).toContain('90 images of 10 classes')
  expect(svg).toContain('>ankle boot<')
  const shown = [...svg.matchAll(/<title>image (\d+): ankle boot</g)].map(([, index]) => Number(index))
  expect(shown).toEqual([0, 10, 20, 30, 40])
})

test('a contact sheet of images of another size is refused', () => {
  expect(() => contactSheetFigure({ images: images.subarray(1), labels, task })).toThrow(
    'contactSheetFigure: expected images of 784 pixels each',
  )
  expect(() => contactSheetFigure({ images, labels, task }, { columns: 0 })).toThrow('columns to be a whole number')
})
