import type { IncomingMessage } from 'node:http'

/** What a request asks for, and of whom. */
export interface Target {
  /** Host, and perhaps a port: `localhost:4321`. */
  readonly authority: string
  /** Decoded, and without the query: `/assets/index.js`. */
  readonly path: string
}

/**
 * Reads the target of a request, in the origin form (`/path?query`) or the absolute form (`http://host/path?query`), whose host takes
 * the place of the field `Host`.
 *
 * @returns undefined where it is malformed, and where it names no host, or has more than one field `Host`
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2
 */
export function readTarget(request: Pick<IncomingMessage, 'url' | 'headersDistinct'>): Target | undefined {
  const hosts = request.headersDistinct.host ?? []
  const [, named, path = ''] = /^(?:http:\/\/([^/?#]+))?([^?#]*)/i.exec(request.url ?? '') ?? []
  const authority = named ?? hosts[0]
  if (authority === undefined || hosts.length > 1 || (named === undefined && !path.startsWith('/'))) return undefined
  try {
    return { authority, path: decodeURIComponent(path || '/') }
  } catch {
    return undefined // a percent sign with no code behind it
  }
}
