/** What happens while a dataset is looked for, for a progress line. */
export type LoadProgress =
  | {
      kind: 'download'
      /** What people call the dataset. */
      dataset: string
      /** The file's name. */
      name: string
      /** Where it comes from. */
      url: string
      /** Bytes received so far, compressed. */
      receivedBytes: number
      /** Bytes to come in all, compressed; undefined where the server does not tell. */
      totalBytes: number | undefined
    }
  | {
      kind: 'notice'
      /** A notice to the user that does not end the loading: a damaged file passed over, a mirror that failed. */
      message: string
    }

/** Told of everything that happens. */
export type OnProgress = (progress: LoadProgress) => void
