import { expect, test } from 'vitest'
import { parseRecord } from '../../src/runs/recordSchema.js'
import { wholeRecord } from './wholeRecord.js'

/** The record with one field replaced, or left out where the value is undefined. */
function changed(field: string, value: unknown): string {
  const whole = JSON.parse(JSON.stringify(wholeRecord()))
  const path = field.split('.')
  const owner = path.slice(0, -1).reduce((object, key) => object[key], whole)
  owner[path.at(-1)!] = value
  return JSON.stringify(whole)
}

test('a record is read, with fields that a later version may add', () => {
  expect(parseRecord(JSON.stringify({ ...wholeRecord(), later: 1 }))).toMatchObject({ name: 'own', later: 1 })
})

test.each([
  ['test.accuracy', 1.5, 'expected test.accuracy to be a fraction in [0, 1], received 1.5'],
  ['test.correct', -1, 'expected test.correct to be a whole number ≥ 0, received -1'],
  ['test.confusion', [[1]], 'expected test.confusion.0 to be a row of 10 counts, received [1]'],
  ['test.loss', undefined, 'expected test.loss, which is missing'],
  ['formatVersion', 4, 'expected formatVersion to be at most 3, or a later version of this package, received 4'],
  ['seed', 'zero', 'expected seed to be a whole number ≥ 0, received "zero"'],
  ['command', 3, 'expected command to be a text, received 3'],
  ['started', 'yesterday', 'expected started to be a date and time, ISO 8601, received "yesterday"'],
  ['status', 'done', 'expected status to be one of running, interrupted, failed, finished, received "done"'],
  ['history.0.trainAccuracy', '1', 'expected history.0.trainAccuracy to be a fraction in [0, 1], received "1"'],
  [
    'curve',
    { training: { epoch: [1], loss: [], accuracy: [1] }, validation: { epoch: [], loss: [], accuracy: [] } },
    'expected curve.training to be columns of the same length, received {"epoch":[1],"loss":[],"accuracy":[1]}',
  ],
  ['history', {}, 'expected history to be a list of epochs, received {}'],
  ['model', undefined, 'expected model, which is missing'],
  [
    'model.layers.1.units',
    0,
    'expected model and options to be those of a net (layers[1]: dense: expected units to be',
  ],
  ['options.threads', 1000, 'expected options.threads to be at most 256, received 1000'],
  ['options.batchSize', 1e8, 'expected options.batchSize to be at most 1,000,000, received 100000000'],
  ['seed', 1e300, 'expected seed to be a whole number ≥ 0, received 1e+300'],
  ['name', '\u001b[31m', 'expected name to be a text without control characters, received "\\u001b[31m"'],
  ['options.threads', 0, 'expected options.threads to be a positive integer, received 0'],
])('%s = %j is named', (field, value, message) => {
  expect(() => parseRecord(changed(field, value))).toThrow(message)
})

test('what is no record at all is refused', () => {
  expect(() => parseRecord('{"name":')).toThrow('expected JSON, received "{\\"name\\":" (')
  expect(() => parseRecord('[]')).toThrow('expected ')
  expect(() => parseRecord('null')).toThrow('expected the record of a run, received null')
})
