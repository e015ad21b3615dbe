import type { PlannedInput, PlannedOperation, QuantizationPlan } from './plan.js'

/** The least and the largest value that is to have an integer; zero lies between them. */
export interface ValueRange {
  readonly low: number
  readonly high: number
}

/** What the int8 values q of a result stand for: scale · (q - zero) + remainder. */
export interface ResultScale {
  readonly scale: number
  /** In [-128, 127]. */
  readonly zero: number
  /** What the zero of raw pixels misses by, less than half a scale; 0 elsewhere. A convolution adds it to its bias. */
  readonly remainder: number
}

/** Operations whose results have the scale of their inputs, since they only choose among values, or take means of a few. */
export const keepingScale: ReadonlySet<PlannedOperation['kind']> = new Set([
  'maxPool',
  'averagePool',
  'pad',
  'crop',
  'reorder',
  'concatenate',
])

/**
 * The scale of every operation's result.
 *
 * @param ranges of the values, as `calibrate` finds them
 */
export function scalesOf(
  { operations }: QuantizationPlan,
  ranges: ReadonlyMap<string, ValueRange>,
): Map<string, ResultScale> {
  const groups = new Map<string, PlannedOperation[]>() // by the name of each member
  for (const operation of operations) {
    const members = keepingScale.has(operation.kind) ? operation.inputs.flatMap(name => groups.get(name)!) : []
    const group = [...new Set([...members, operation])]
    for (const { name } of group) groups.set(name, group)
  }
  return new Map(operations.map(({ name }) => [name, groupScale(groups.get(name)!, ranges)]))
}

function groupScale(group: readonly PlannedOperation[], ranges: ReadonlyMap<string, ValueRange>): ResultScale {
  const sources = group.filter(({ kind }) => !keepingScale.has(kind))
  const [image] = sources
  if (sources.length === 1 && image!.kind === 'input' && isUniform(image!)) return pixelScale(image!)
  const all = sources.map(operation =>
    operation.kind === 'input' ? pixelRange(operation) : ranges.get(operation.name),
  )
  const low = Math.min(0, ...all.map(range => range?.low ?? 0))
  const high = Math.max(0, ...all.map(range => range?.high ?? 0))
  if (high === low) return { scale: 1, zero: 0, remainder: 0 } // nothing but zeros
  const scale = (high - low) / 255
  return { scale, zero: Math.max(-128, Math.min(127, Math.round(-128 - low / scale))), remainder: 0 }
}

/** Whether a pixel less 128 is its int8 value. */
export function isDirect(image: PlannedInput, { scale }: ResultScale): boolean {
  return isUniform(image) && scale === image.scale[0]
}

/** Whether all channels of the image are scaled alike. */
function isUniform({ scale, offset }: PlannedInput): boolean {
  return scale.every(value => value === scale[0]) && offset.every(value => value === offset[0])
}

function pixelScale({ scale: [scale], offset: [offset] }: PlannedInput): ResultScale {
  const zero = Math.max(0, Math.min(255, Math.round(-offset! / scale!)))
  return { scale: scale!, zero: zero - 128, remainder: offset! + scale! * zero }
}

function pixelRange({ scale, offset }: PlannedInput): ValueRange {
  const bounds = scale.flatMap((value, channel) => [offset[channel]!, 255 * value + offset[channel]!])
  return { low: Math.min(0, ...bounds), high: Math.max(0, ...bounds) }
}
