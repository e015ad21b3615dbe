/** Options of `mnist data`. */
export interface DataListOptions {
  readonly data?: string
  readonly json?: true
  readonly croissant?: true
  readonly check?: string
  readonly asIs?: true
  readonly out?: string
}
