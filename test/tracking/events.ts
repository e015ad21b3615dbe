import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PbfReader } from 'pbf'
import { decodeTfRecords } from '../../src/tracking/tensorboard/tfRecord.js'

/** A value of a file of events, as a reader of protobuf finds it that shares nothing with the writer. */
export interface ReadValue {
  readonly step: number
  readonly tag: string
  readonly plugin: string
  /** Of a tensor of numbers. */
  readonly numbers: readonly number[]
  /** Of a tensor of strings. */
  readonly texts: readonly Uint8Array[]
}

/** All values of the files of events in a folder; none where there is no folder. */
export async function readEvents(folder: string): Promise<ReadValue[]> {
  const names = await readdir(folder).catch(() => [])
  const files = names.filter(name => name.includes('tfevents')).sort()
  const contents = await Promise.all(files.map(name => readFile(join(folder, name))))
  return contents.flatMap(bytes => [...decodeTfRecords(bytes)].flatMap(({ data }) => readEvent(data)))
}

function readEvent(event: Uint8Array): ReadValue[] {
  return new PbfReader(event).readFields(
    (field, found: { step: number; values: ReadValue[] }, pbf) => {
      if (field === 2) found.step = pbf.readVarint()
      else if (field === 5)
        pbf.readMessage((_, values: ReadValue[]) => values.push({ ...readValue(pbf), step: found.step }), found.values)
    },
    { step: 0, values: [] },
  ).values
}

function readValue(pbf: PbfReader): Omit<ReadValue, 'step'> {
  return pbf.readMessage(
    (field, value: { tag: string; plugin: string; numbers: number[]; texts: Uint8Array[] }) => {
      if (field === 1) value.tag = pbf.readString()
      else if (field === 8)
        pbf.readMessage((part: number) => {
          if (part === 5) pbf.readPackedFloat(value.numbers)
          else if (part === 8) value.texts.push(pbf.readBytes())
        }, undefined)
      else if (field === 9)
        pbf.readMessage((part: number) => {
          if (part === 1)
            pbf.readMessage((name: number) => {
              if (name === 1) value.plugin = pbf.readString()
            }, undefined)
        }, undefined)
    },
    { tag: '', plugin: '', numbers: [], texts: [] },
  )
}
