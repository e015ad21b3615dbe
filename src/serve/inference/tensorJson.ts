import { randomUUID } from 'node:crypto'
import { parseJson } from '../http/parseJson.js'

// Nearly all of a request of JSON is a list of pixels, which takes JSON.parse longer than the rest of the request takes. So the list is read from the
// bytes, and JSON.parse gets what is around it.

/** Stands in for the list. No client can know it, and so send it. */
const placeholder = randomUUID()
const quoted = Buffer.from(JSON.stringify(placeholder))

/**
 * A list behind the key `data`. The quote behind a brace or a comma is not escaped: so it begins a key, or it ends a text, and then this is no JSON,
 * neither with the list nor without it.
 */
const beginning = /[{,]\s*"data"\s*:\s*\[/

/**
 * Parses JSON as `JSON.parse` does, but for one thing: where the `data` of the first input is a flat list of whole numbers from 0 to 255, it becomes
 * an Uint8Array.
 *
 * @param bytes of a request to infer
 * @throws {Problem} 400 where it is no JSON in UTF-8
 */
export function parseTensorJson(bytes: Buffer): unknown {
  const found = beginning.exec(bytes.toString('latin1'))
  if (!found) return parseJson(bytes)
  const start = found.index + found[0].length
  const list = bytesOfList(bytes, start)
  if (!list) return parseJson(bytes)
  const around = [bytes.subarray(0, start - 1), quoted, bytes.subarray(list.end)]
  const request = parseJson(Buffer.concat(around)) as { inputs?: { data?: unknown }[] } | null
  const input = request?.inputs?.[0]
  if (input?.data !== placeholder) return parseJson(bytes) // the list of something else
  input.data = list.values
  return request
}

const [zero, comma, bracket] = [0x30, 0x2c, 0x5d]

/**
 * @param start behind the bracket that begins the list
 * @returns what is in the list, and where it ends; undefined where it holds anything but whole numbers from 0 to 255, or nothing
 */
function bytesOfList(json: Uint8Array, start: number): { values: Uint8Array; end: number } | undefined {
  const values = new Uint8Array((json.length - start) >> 1) // a digit and what follows it, at least
  let [at, count] = [start, 0]
  for (;;) {
    while (isSpace(json[at])) at++
    const first = at
    let value = 0
    for (let digit = json[at]! - zero; digit >= 0 && digit <= 9; digit = json[++at]! - zero) value = 10 * value + digit
    if (at === first || value > 255 || (json[first] === zero && at > first + 1)) return undefined
    values[count++] = value
    while (isSpace(json[at])) at++
    const next = json[at++]
    if (next === bracket) return { values: values.subarray(0, count), end: at }
    if (next !== comma) return undefined
  }
}

function isSpace(code: number | undefined): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}
