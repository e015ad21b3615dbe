/** What clients may take of a server, so that no number of them takes all. */
export interface ServeLimits {
  /** Bytes of one request's body, as it is sent and as it is unpacked. Defaults to 20 MB. */
  readonly bodyBytes: number
  /** Bytes of all bodies that are held in memory. Defaults to 256 MB. */
  readonly memoryBytes: number
  /** Pixels of one picture. Defaults to 100 million. */
  readonly pixels: number
  /** Pictures in one request. Defaults to 64. */
  readonly pictures: number
  /** Requests that are worked on or wait, each with its whole body. Defaults to 1,024. */
  readonly requests: number
  /** How many of them one client may have, by its address. Defaults to as many as all together. */
  readonly clientRequests: number
  /** Milliseconds that a request may take to arrive, and then to be answered. Defaults to 30,000. */
  readonly timeout: number
  /** Connections at the same time; more are closed at once. Defaults to 4,096. */
  readonly connections: number
}

export const defaultLimits: ServeLimits = {
  bodyBytes: 20e6,
  memoryBytes: 256e6,
  pixels: 100e6,
  pictures: 64,
  requests: 1024,
  clientRequests: Number.POSITIVE_INFINITY,
  timeout: 30_000,
  connections: 4096,
}
