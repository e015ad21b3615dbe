import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseDigits } from '../../src/reading/chooseDigits.js'
import { overlapOf } from '../../src/reading/sightings.js'
import { anyBox } from './planes.js'

const place = (x: number, support: number, size = 20) => ({
  box: { x, y: 0, width: size, height: size },
  support,
})

test('of two places that overlap, the better supported one is a digit and the other nothing', () => {
  const [sure, rival, other] = [place(0, 0.97), place(6, 0.8), place(40, 0.7)]
  expect(chooseDigits([rival, other, sure])).toEqual({ digits: [sure, other], unread: [] })
})

test('a place of little support, or of another size than the digits, is told as unread', () => {
  const digits = [place(0, 0.95), place(30, 0.9), place(60, 0.85)]
  const [unsure, small, large] = [place(90, 0.48), place(120, 0.8, 9), place(200, 0.75, 50)]
  expect(chooseDigits([...digits, unsure, small, large])).toEqual({ digits, unread: [small, large, unsure] })
})

test('grain of the paper and whole drawings beside digits are nothing', () => {
  const digits = [place(0, 0.95), place(30, 0.9), place(60, 0.85)]
  expect(chooseDigits([...digits, place(120, 0.8, 5), place(200, 0.75, 90)])).toEqual({ digits, unread: [] })
})

test('where no place is certain, none is a digit, and each is told as unread', () => {
  const [first, second, speck] = [place(0, 0.88), place(30, 0.85), place(60, 0.85, 3)]
  expect(chooseDigits([first, second, speck])).toEqual({ digits: [], unread: [first, second] })
})

test('where nothing may be a digit, nothing is told', () => {
  expect(chooseDigits([])).toEqual({ digits: [], unread: [] })
  expect(chooseDigits([place(0, 0.3)])).toEqual({ digits: [], unread: [] })
})

test('nothing is told twice: what is told never overlaps, and is of what was seen', () => {
  const places = fc.array(fc.record({ box: anyBox, support: fc.double({ min: 0, max: 1, noNaN: true }) }))
  fc.assert(
    fc.property(places, seen => {
      const { digits, unread } = chooseDigits(seen)
      const told = [...digits, ...unread]
      for (const [index, one] of told.entries()) {
        expect(seen).toContain(one)
        for (const other of told.slice(index + 1)) expect(overlapOf(one.box, other.box).union).toBeLessThan(0.5)
      }
    }),
  )
})
