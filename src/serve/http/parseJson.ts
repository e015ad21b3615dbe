import { Problem } from './problem.js'

const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * Parses the body of a request.
 *
 * @throws {Problem} 400 where it is no JSON in UTF-8
 */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes))
  } catch {
    throw new Problem(400, 'expected a body of JSON, received something else')
  }
}
