/** Words that are banned, what to use instead, and where they may stand all the same. */
export interface Ban {
  /** A regular expression; letters match in either case. */
  readonly banned: string
  readonly use: string
  readonly allow?: readonly { readonly in: string; readonly because: string }[]
  readonly allowText?: readonly { readonly text: string; readonly because: string }[]
}

export interface Finding {
  readonly line: number
  readonly word: string
  readonly use: string
}

export function findBanned(path: string, text: string, table: readonly Ban[]): Finding[]
