import { expect, test } from 'vitest'
import { isImageName } from '../../src/node/imageNames.js'

test.each(['seven.png', 'SEVEN.JPG', 'a.b.heic'])('%s is an image by its name', name => {
  expect(isImageName(name)).toBe(true)
})

test.each(['._seven.png', '.png', 'seven', 'seven.txt', 'png'])('%s is none', name => {
  expect(isImageName(name)).toBe(false)
})
