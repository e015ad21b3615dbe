import type { PbfWriter } from 'pbf'

// Field numbers are those of summary.proto, tensor.proto and tensor_shape.proto of TensorBoard
// (https://github.com/tensorflow/tensorboard/tree/master/tensorboard/compat/proto), in the form that TensorFlow 2 writes: every
// value is a tensor, and the name of a plugin says what shows it.

/** How TensorBoard keeps the values of a tag: as numbers, as tensors, or as files such as images. */
export type DataClass = 'scalar' | 'tensor' | 'blobs'

const dataClasses: Record<DataClass, number> = { scalar: 1, tensor: 2, blobs: 3 }

/** A tensor, by the element type that its data have. */
export type SummaryTensor =
  | { readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly shape: readonly number[]; readonly data: readonly (string | Uint8Array)[] }

/** A value of a tag, as `scalarSummary`, `histogramSummary`, `imageSummary` and others make it. */
export interface SummaryValue {
  /** The name, such as `accuracy`; what stands before a slash groups the charts. */
  readonly tag: string
  readonly tensor: SummaryTensor
  /** What shows the value: `scalars`, `histograms`, `images`, `text`, `pr_curves`, `hparams`. */
  readonly plugin: string
  /** What the plugin is told beside the tensor. Defaults to nothing. */
  readonly content?: Uint8Array
  readonly dataClass: DataClass
  readonly description?: string
}

/** Writes a Summary. */
export function writeSummary(values: readonly SummaryValue[], pbf: PbfWriter): void {
  for (const value of values) pbf.writeMessage(1, writeValue, value)
}

function writeValue(value: SummaryValue, pbf: PbfWriter): void {
  pbf.writeStringField(1, value.tag)
  pbf.writeMessage(8, writeTensor, value.tensor)
  pbf.writeMessage(9, writeMetadata, value)
}

function writeMetadata({ plugin, content, dataClass, description }: SummaryValue, pbf: PbfWriter): void {
  pbf.writeMessage(
    1,
    (_, data) => {
      data.writeStringField(1, plugin)
      if (content) data.writeBytesField(2, content)
    },
    undefined,
  )
  if (description !== undefined) pbf.writeStringField(3, description)
  pbf.writeVarintField(4, dataClasses[dataClass])
}

function writeTensor({ shape, data }: SummaryTensor, pbf: PbfWriter): void {
  const [FLOAT, STRING] = [1, 7]
  pbf.writeVarintField(1, data instanceof Float32Array ? FLOAT : STRING)
  pbf.writeMessage(2, writeShape, shape)
  if (data instanceof Float32Array) pbf.writePackedFloat(5, [...data])
  else for (const text of data) pbf.writeBytesField(8, typeof text === 'string' ? new TextEncoder().encode(text) : text)
}

function writeShape(shape: readonly number[], pbf: PbfWriter): void {
  for (const size of shape) pbf.writeMessage(2, (length, dim) => dim.writeVarintField(1, length), size)
}
