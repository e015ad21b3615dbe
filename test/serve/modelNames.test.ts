import { expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { nameModels } from '../../src/serve/models/modelNames.js'

test('a model is called as it is asked to be, or as its file, and versions count up', () => {
  expect(nameModels(['runs/a/model.onnx', 'model=b.onnx', 'digits:7=c.onnx', 'digits=d.onnx', './x=y.onnx'])).toEqual([
    { name: 'model', version: '1', path: 'runs/a/model.onnx' },
    { name: 'model', version: '2', path: 'b.onnx' },
    { name: 'digits', version: '7', path: 'c.onnx' },
    { name: 'digits', version: '8', path: 'd.onnx' },
    { name: 'x-y', version: '1', path: './x=y.onnx' },
  ])
})

test('names that would not stand in an address, versions that are no number, and two of a kind are refused', () => {
  for (const [words, message] of [
    [['a:0=x.onnx'], 'expected the version to be a positive integer, received 0'],
    [['a:new=x.onnx'], 'expected the version to be a positive integer, received new'],
    [['a:1=x.onnx', 'a:1=y.onnx'], 'expected each version of a once, received 1 twice'],
    [['..=x.onnx'], 'expected a name of letters'],
  ] as const) {
    expect(() => nameModels(words)).toThrow(message)
    expect(() => nameModels(words)).toThrow(UsageError)
  }
})
