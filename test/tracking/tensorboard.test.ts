import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DataError, UsageError } from '../../src/errors.js'
import { svgToPng } from '../../src/figures/png.js'
import { createEventWriter, cutEvents, openEventFile } from '../../src/node/eventWriter.js'
import { crc32c } from '../../src/tracking/tensorboard/crc32c.js'
import { stepOfEvent } from '../../src/tracking/tensorboard/event.js'
import { prCurveSummary } from '../../src/tracking/tensorboard/prCurve.js'
import { histogramSummary, imageSummary, scalarSummary, textSummary } from '../../src/tracking/tensorboard/summaries.js'
import { decodeTfRecords, encodeTfRecord } from '../../src/tracking/tensorboard/tfRecord.js'
import { temporaryFolder } from '../data/smallDataset.js'
import { readEvents } from './events.js'

const bytes = (length: number, of: (index: number) => number) => Uint8Array.from({ length }, (_, index) => of(index))

// RFC 3720, appendix B.4, and the check value of CRC-32C.
test.each([
  ['32 bytes of zeros', bytes(32, () => 0), 0x8a9136aa],
  ['32 bytes of ones', bytes(32, () => 0xff), 0x62a8ab43],
  ['32 bytes that count up', bytes(32, index => index), 0x46dd794e],
  ['32 bytes that count down', bytes(32, index => 31 - index), 0x113fdb5c],
  ['123456789', new TextEncoder().encode('123456789'), 0xe3069283],
])('the CRC-32C of %s is the published one', (_, data, crc) => {
  expect(crc32c(data)).toBe(crc)
})

test('a record begins as every file of events of TensorFlow does', () => {
  // Its first event has 24 bytes: wall time and file version.
  expect([...encodeTfRecord(new Uint8Array(24)).subarray(0, 12)]).toEqual([
    0x18, 0, 0, 0, 0, 0, 0, 0, 0xa3, 0x7f, 0x4b, 0x22,
  ])
})

test('records are read up to the first that is torn or damaged', () => {
  const records = [new Uint8Array(0), bytes(300, index => index), Uint8Array.of(7)].map(encodeTfRecord)
  const file = Buffer.concat(records)
  const read = (content: Uint8Array) => [...decodeTfRecords(content)].map(({ data }) => data.length)
  expect(read(file)).toEqual([0, 300, 1])
  for (let cut = 1; cut <= records[2]!.length; cut++)
    expect(read(file.subarray(0, file.length - cut))).toEqual([0, 300])
  for (const at of [17, 40, 330]) {
    const damaged = Uint8Array.from(file)
    damaged[at]! ^= 1
    expect(read(damaged)).toEqual([0])
  }
})

describe('a file of events', () => {
  test('holds what was written, in order', async () => {
    const folder = await temporaryFolder()
    const writer = createEventWriter(join(folder, 'a', 'b'))
    writer.write(0, [textSummary('notes', 'ä **b**')])
    writer.write(2 ** 40, [scalarSummary('loss', 0.5), scalarSummary('accuracy', 1)])
    const values = await readEvents(join(folder, 'a', 'b'))
    expect(values.map(({ step, tag, plugin }) => [step, tag, plugin])).toEqual([
      [0, 'notes', 'text'],
      [2 ** 40, 'loss', 'scalars'],
      [2 ** 40, 'accuracy', 'scalars'],
    ])
    expect(new TextDecoder().decode(values[0]!.texts[0])).toBe('ä **b**')
    expect(values.slice(1).map(({ numbers }) => numbers)).toEqual([[0.5], [1]])
    writer.close()
    writer.close()
  })

  test('names no machine, and two of the same second are two', async () => {
    const folder = await temporaryFolder()
    const paths = [createEventWriter(folder), createEventWriter(folder)].map(writer => {
      writer.close()
      return writer.path
    })
    expect(new Set(paths).size).toBe(2)
    for (const path of paths) expect(path).toMatch(/events\.out\.tfevents\.\d{10}\.mnist\.\d+\.\d$/)
  })

  test('is cut after a step, with what was torn, and one that holds nothing more is deleted', async () => {
    const folder = await temporaryFolder()
    const first = createEventWriter(folder)
    for (const step of [0, 1, 2, 3]) first.write(step, [scalarSummary('loss', step)])
    first.close()
    const second = createEventWriter(folder)
    second.write(4, [scalarSummary('loss', 4)])
    second.close()
    await appendFile(second.path, 'torn')
    cutEvents(folder, 4)
    expect((await readEvents(folder)).map(({ step }) => step)).toEqual([0, 1, 2, 3, 4])
    expect([...decodeTfRecords(await readFile(second.path))].at(-1)!.end).toBe((await readFile(second.path)).length)
    cutEvents(folder, 2)
    expect((await readEvents(folder)).map(({ step }) => step)).toEqual([0, 1, 2])
    await expect(readFile(second.path)).rejects.toThrow('ENOENT')
    cutEvents(folder, -1)
    expect(await readEvents(folder)).toEqual([])
    cutEvents(join(folder, 'missing'), 0)
  })

  test('that cannot be written is a DataError that names it', async () => {
    const folder = await temporaryFolder()
    await appendFile(join(folder, 'file'), '')
    expect(() => createEventWriter(join(folder, 'file'))).toThrow(DataError)
    expect(() => createEventWriter(join(folder, 'file'))).toThrow(/file: could not be written \(there is a file/)
  })

  test.skipIf(process.platform !== 'linux')('on a full disk is a DataError that says so', () => {
    expect(() => openEventFile('/dev/full')).toThrow('/dev/full: could not be written (no space is left on the disk)')
  })
})

test('an event without a step is of step 0', () => {
  expect(stepOfEvent(new Uint8Array(0))).toBe(0)
})

test('a histogram counts every finite value once, in 30 buckets of equal width', () => {
  const { tensor } = histogramSummary('h', [0, 0.5, 1, Number.NaN, 3, Number.POSITIVE_INFINITY])
  expect(tensor.shape).toEqual([30, 3])
  const rows = Array.from({ length: 30 }, (_, bucket) => [
    ...(tensor.data as Float32Array).slice(3 * bucket, 3 * bucket + 3),
  ])
  expect(rows[0]).toEqual([0, expect.closeTo(0.1, 6), 1])
  expect(rows[29]).toEqual([expect.closeTo(2.9, 6), 3, 1])
  expect(rows.reduce((sum, [, , count]) => sum + count!, 0)).toBe(4)
})

test('a histogram of equal values, or of none, is one as TensorBoard has them', () => {
  const equal = [...(histogramSummary('h', [2, 2]).tensor.data as Float32Array)]
  expect(equal.slice(-3)).toEqual([2, 2, 2])
  expect(equal.filter((_, index) => index % 3 === 2).reduce((sum, count) => sum + count)).toBe(2)
  expect(histogramSummary('h', [Number.NaN]).tensor.shape).toEqual([0, 3])
})

test('an image tells its size, and what is no PNG is refused', () => {
  const png = svgToPng('<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"/>', { scale: 1 })
  expect(imageSummary('i', png).tensor.data).toEqual(['30', '20', png])
  expect(() => imageSummary('i', new Uint8Array(30))).toThrow(UsageError)
})

test('a precision-recall curve has counts, precision and recall at every threshold', () => {
  const { tensor } = prCurveSummary('p', {
    scores: [1, 0.9, 0.5, 0.1],
    isPositive: [true, false, true, false],
    thresholds: 3, // 0, 0.5, 1
  })
  const row = (index: number) => [...(tensor.data as Float32Array).slice(3 * index, 3 * index + 3)]
  expect(tensor.shape).toEqual([6, 3])
  expect(row(0)).toEqual([2, 2, 1]) // true positives
  expect(row(1)).toEqual([2, 1, 0]) // false positives
  expect(row(2)).toEqual([0, 1, 2]) // true negatives
  expect(row(3)).toEqual([0, 0, 1]) // false negatives
  expect(row(4)).toEqual([0.5, expect.closeTo(2 / 3, 6), 1])
  expect(row(5)).toEqual([1, 1, 0.5])
  expect(() => prCurveSummary('p', { scores: [1.1], isPositive: [true] })).toThrow(UsageError)
})
