import type { IncomingHttpHeaders } from 'node:http'

/** What of a representation a response holds: a status without a body, or the bytes from `start` to before `end`. */
export type Selection =
  | { readonly status: 304 }
  | { readonly status: 412 }
  | { readonly status: 416 }
  | { readonly status: 200 | 206; readonly start: number; readonly end: number }

/**
 * Evaluates the conditions and the range of a request to read, in the order of RFC 9110, section 13.2.2. Dates are not looked at,
 * as the server sends none to compare with. A range that is not valid, several ranges, and units other than bytes are ignored, which
 * section 14.2 leaves to the server.
 *
 * @param size bytes of the representation
 * @param etag its strong entity tag, in quotes
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-14
 */
export function selectPart(
  method: string,
  headers: IncomingHttpHeaders,
  { size, etag }: { readonly size: number; readonly etag: string },
): Selection {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch, 'if-range': ifRange } = headers
  if (ifMatch !== undefined && !lists(ifMatch, etag, { weakly: false })) return { status: 412 }
  if (ifNoneMatch !== undefined && lists(ifNoneMatch, etag, { weakly: true })) return { status: 304 }
  const whole = { status: 200, start: 0, end: size } as const
  const range = method === 'GET' ? parseRange(headers.range ?? '') : undefined
  if (!range || (ifRange !== undefined && String(ifRange).trim() !== etag)) return whole
  const start = range.first ?? Math.max(0, size - range.last)
  const end = range.first === undefined ? size : Math.min(size, range.last + 1)
  return start < end ? { status: 206, start, end } : { status: 416 }
}

/** Whether a list of entity tags has one. A weak tag, `W/"…"`, is the same weakly only. */
function lists(list: string, etag: string, { weakly }: { readonly weakly: boolean }): boolean {
  if (list.trim() === '*') return true
  return [...list.matchAll(/(W\/)?("[^"]*")/g)].some(([, weak, tag]) => tag === etag && (weakly || !weak))
}

/** One range of bytes. Without a `first`, `last` is how many to take from the end. */
interface ByteRange {
  readonly first?: number
  readonly last: number
}

function parseRange(text: string): ByteRange | undefined {
  const [, first, last, suffix] = /^bytes=[ \t]*(?:(\d+)-(\d*)|-(\d+))[ \t]*$/i.exec(text) ?? []
  if (suffix !== undefined) return { last: Number(suffix) }
  if (first === undefined) return undefined
  const range = { first: Number(first), last: last ? Number(last) : Number.POSITIVE_INFINITY }
  return range.first <= range.last ? range : undefined
}
