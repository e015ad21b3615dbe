import { PbfReader, PbfWriter } from 'pbf'
import { type SummaryValue, writeSummary } from './summaryValue.js'

// Field numbers are those of event.proto of TensorBoard.

/** Values of tags at a step of a training. */
export interface TensorBoardEvent {
  /** In seconds since 1970. */
  readonly wallTime: number
  /** Steps done, a whole number ≥ 0. */
  readonly step: number
  readonly values: readonly SummaryValue[]
}

/**
 * Serializes an event.
 *
 * @example encodeEvent({ wallTime: Date.now() / 1000, step: 100, values: [scalarSummary('loss', 0.3)] })
 */
export function encodeEvent({ wallTime, step, values }: TensorBoardEvent): Uint8Array {
  const pbf = new PbfWriter()
  pbf.writeDoubleField(1, wallTime)
  pbf.writeVarintField(2, step)
  pbf.writeMessage(5, writeSummary, values)
  return pbf.finish()
}

/** Serializes the event that every file of events begins with. */
export function encodeFileVersion(wallTime: number): Uint8Array {
  const pbf = new PbfWriter()
  pbf.writeDoubleField(1, wallTime)
  pbf.writeStringField(3, 'brain.Event:2')
  return pbf.finish()
}

/** The step of a serialized event; 0 where it has none, as the first of a file. */
export function stepOfEvent(event: Uint8Array): number {
  return new PbfReader(event).readFields(
    (tag, found, pbf) => {
      if (tag === 2) found.step = pbf.readVarint(true)
    },
    { step: 0 },
  ).step
}
