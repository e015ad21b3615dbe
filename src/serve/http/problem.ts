/** What is wrong with a request, or with the server, as RFC 9457 has it. */
export class Problem extends Error {
  /**
   * @param status of the response
   * @param detail for people: what was expected, and what was received
   * @param headers of the response, beside its type
   */
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail)
    this.name = 'Problem'
  }
}

/** Names of statuses, as RFC 9110 has them. */
const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  421: 'Misdirected Request',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

/** A response's parts: a problem as JSON, with `error` for clients of the Open Inference Protocol, which look for that. */
export function problemParts({ status, detail, headers }: Pick<Problem, 'status' | 'detail' | 'headers'>) {
  const title = titles[status] ?? 'Error'
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    body: JSON.stringify({ type: 'about:blank', title, status, detail, error: detail }),
  }
}

/** That the server has no room for a request now; asked again after a second, it may have. */
export function busy(detail: string, status: 429 | 503 = 503): Problem {
  return new Problem(status, detail, { 'retry-after': '1' })
}
