import * as v from 'valibot'
import { show } from '../../options.js'
import { Problem } from '../http/problem.js'
import { parseTensorJson } from './tensorJson.js'

// Requests of the Open Inference Protocol, version 2: JSON, or JSON with the tensors as bytes behind it (the binary tensor data
// extension). See https://github.com/kserve/open-inference-protocol and Triton's extension_binary_data.

const text = v.string('a text')
const parameters = v.optional(v.record(text, v.unknown(), 'an object'), {})
/** Its items are looked at one by one where they become pixels, or were where they became bytes. */
const list = v.custom<readonly unknown[] | Uint8Array>(
  data => Array.isArray(data) || data instanceof Uint8Array,
  'a list',
)

const requestSchema = v.looseObject(
  {
    id: v.optional(text),
    parameters,
    inputs: v.array(
      v.looseObject(
        {
          name: text,
          datatype: text,
          shape: v.array(
            v.pipe(
              v.number('a whole number'),
              v.check(size => Number.isSafeInteger(size) && size >= 0, 'a whole number'),
            ),
            'a list of whole numbers',
          ),
          parameters,
          data: v.optional(list),
        },
        'an object',
      ),
      'a list',
    ),
    outputs: v.optional(v.array(v.looseObject({ name: text, parameters }, 'an object'), 'a list')),
  },
  'an object',
)

/** A request to infer, as it was sent. */
export type InferRequest = v.InferOutput<typeof requestSchema>

/**
 * Parses the body of a request to infer.
 *
 * @param headerLength what the field `Inference-Header-Content-Length` says: how many bytes of the body are JSON. Defaults to all.
 * @returns the request, and the bytes behind it
 * @throws {Problem} 400
 */
export function parseInferRequest(
  body: Buffer,
  headerLength?: string,
): { readonly request: InferRequest; readonly binary: Uint8Array | undefined } {
  const length = headerLength === undefined ? body.length : Number(headerLength)
  if (headerLength !== undefined && !(/^\d{1,9}$/.test(headerLength) && length > 0 && length <= body.length))
    throw new Problem(
      400,
      `expected Inference-Header-Content-Length to be a number of bytes from 1 to ${body.length}, received ${show(headerLength)}`,
    )
  const { success, output, issues } = v.safeParse(requestSchema, parseTensorJson(body.subarray(0, length)), {
    abortEarly: true,
  })
  if (success) return { request: output, binary: headerLength === undefined ? undefined : body.subarray(length) }
  const [{ message, received, input }] = issues
  const field = v.getDotPath(issues[0]) ?? 'the body'
  if (received === 'undefined') throw new Problem(400, `expected ${field}, which is missing`)
  throw new Problem(400, `expected ${field} to be ${message}, received ${show(input)}`)
}
