import { show } from '../../options.js'
import { Problem } from '../http/problem.js'
import type { ServedModel } from '../models/servedModel.js'
import type { InferRequest } from './request.js'

/** An output as it was asked for. */
interface Wanted {
  readonly binary: boolean
  /** How many of the likeliest classes to name, instead of the probabilities (Triton's classification extension). */
  readonly classification?: number
}

/**
 * How a request wants its outputs; there is one, `probabilities`, which may be asked for more than once.
 *
 * @throws {Problem} 400 where it asks for another
 */
export function wantedOutputs({ outputs, parameters }: InferRequest, classes: number): readonly Wanted[] {
  const asBinary = parameters.binary_data_output === true
  if (!outputs || outputs.length === 0) return [{ binary: asBinary }]
  return outputs.map(({ name, parameters: { binary_data: binary = asBinary, classification } }) => {
    if (name !== 'probabilities') throw new Problem(400, `expected the output probabilities, received ${show(name)}`)
    if (typeof binary !== 'boolean')
      throw new Problem(400, `expected binary_data to be true or false, received ${show(binary)}`)
    if (classification === undefined) return { binary }
    if (!(Number.isInteger(classification) && (classification as number) >= 1))
      throw new Problem(400, `expected classification to be a positive integer, received ${show(classification)}`)
    return { binary, classification: Math.min(classification as number, classes) }
  })
}

/** A response: JSON, and the binary outputs behind it. */
export interface InferResponse {
  readonly json: string
  readonly binary: readonly Uint8Array[]
}

/** Writes the response to a request to infer. */
export function inferResponse(
  { name, version, metadata: { classes } }: ServedModel,
  { id }: InferRequest,
  wanted: readonly Wanted[],
  probabilities: Float32Array,
): InferResponse {
  const binary: Uint8Array[] = []
  const count = probabilities.length / classes.length
  const outputs = wanted.map(({ binary: isBinary, classification }) => {
    const [datatype, width] = classification === undefined ? ['FP32', classes.length] : ['BYTES', classification]
    const labels = classification === undefined ? undefined : likeliest(probabilities, classes, classification)
    const head = `{"name":"probabilities","shape":[${count},${width}],"datatype":"${datatype}"`
    if (!isBinary) return `${head},"data":${labels ? JSON.stringify(labels) : listOf(probabilities)}}`
    const bytes = labels ? lengthPrefixed(labels) : floatBytes(probabilities)
    binary.push(bytes)
    return `${head},"parameters":{"binary_data_size":${bytes.length}}}`
  })
  const head = JSON.stringify({ model_name: name, model_version: version, id }).slice(0, -1)
  return { json: `${head},"outputs":[${outputs.join()}]}`, binary }
}

/** Nine digits tell every float32 from the next. */
const digits = 9

/** A list of numbers in JSON, for which `JSON.stringify` would take their 17 digits, or let each be parsed before it is written again. */
function listOf(values: Float32Array): string {
  let text = ''
  for (const value of values) text += `,${value.toPrecision(digits)}`
  return `[${text.slice(1)}]`
}

/** `0.998:7:7`: probability, index and name of the likeliest classes of each image. */
function likeliest(probabilities: Float32Array, classes: readonly string[], top: number): string[] {
  const labels: string[] = []
  for (let at = 0; at < probabilities.length; at += classes.length)
    labels.push(
      ...classes
        .map((name, index) => ({ name, index, probability: probabilities[at + index]! }))
        .sort((a, b) => b.probability - a.probability)
        .slice(0, top)
        .map(({ name, index, probability }) => `${Number(probability.toPrecision(digits))}:${index}:${name}`),
    )
  return labels
}

/** float32, little-endian, whatever the machine. */
function floatBytes(values: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length))
  for (const [index, value] of values.entries()) view.setFloat32(4 * index, value, true)
  return new Uint8Array(view.buffer)
}

/** Texts, each behind its length in bytes as uint32, little-endian. */
function lengthPrefixed(texts: readonly string[]): Uint8Array {
  return Buffer.concat(
    texts.flatMap(text => {
      const bytes = Buffer.from(text)
      const length = Buffer.alloc(4)
      length.writeUInt32LE(bytes.length)
      return [length, bytes]
    }),
  )
}
