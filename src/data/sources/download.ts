import { DataError } from '../../errors.js'
import type { DatasetFile } from '../dataset.js'
import type { VerifiedFile } from './folder.js'
import type { OnProgress } from './progress.js'
import { decompress, expectAtMost, mostBytes, verify } from './verify.js'

/** How files are fetched. */
export interface DownloadOptions {
  /** What people call the dataset. */
  dataset: string
  /** How long to wait for the next byte, in seconds, before a mirror is given up. */
  timeout: number
  /** How long the whole file may take, in seconds, before a mirror is given up. */
  deadline: number
  onProgress: OnProgress
  /** The function that fetches; in tests and behind unusual proxies another than the platform's. */
  fetch: typeof globalThis.fetch
}

/**
 * Fetches a file of the dataset from one mirror, compressed, and makes sure it is right.
 *
 * @param mirror The address of the folder that holds the file.
 * @param file The file to fetch.
 * @returns The file; its path is the address it came from.
 * @throws {DataError} when the mirror fails, stalls or sends something else; the message starts with the address.
 */
export async function download(mirror: string, file: DatasetFile, options: DownloadOptions): Promise<VerifiedFile> {
  const url = `${mirror.replace(/\/*$/, '/')}${file.name}${file.gzip ? '.gz' : ''}`
  try {
    const bytes = await decompress(await fetchBytes(url, file, options), file)
    return { path: url, bytes, sha256: verify(bytes, file) }
  } catch (error) {
    throw new DataError(`${url}: ${reasonOf(error as Error)}`, { cause: error })
  }
}

async function fetchBytes(url: string, file: DatasetFile, options: DownloadOptions): Promise<Uint8Array> {
  const { dataset, timeout, deadline, onProgress, fetch } = options
  // Where a mirror sends byte by byte, one memory for all takes less than a list of them.
  const bytes = new Uint8Array(mostBytes(file))
  let receivedBytes = 0
  const controller = new AbortController()
  // Counts from the last byte, not from the start: a slow line is no reason to give up, a silent one is.
  const stalled = new DataError(`expected data, received none for ${timeout} seconds`)
  const timer = setTimeout(() => controller.abort(stalled), timeout * 1000)
  // A line so slow that it could only be meant to last is one, too.
  const end = setTimeout(() => {
    controller.abort(
      new DataError(`expected the whole file within ${deadline} seconds, received ${receivedBytes} bytes`),
    )
  }, deadline * 1000)
  try {
    const response = await fetch(url, { signal: controller.signal })
    if (!response.ok || !response.body) {
      throw new DataError(`expected the file, received HTTP ${response.status} ${response.statusText}`.trimEnd())
    }
    const length = Number(response.headers.get('content-length'))
    // With an encoding of its own the response counts other bytes than those that arrive here.
    const totalBytes = length > 0 && !response.headers.has('content-encoding') ? length : undefined
    for (const reader = response.body.getReader(); ; ) {
      const { done, value } = await reader.read()
      if (done) return bytes.subarray(0, receivedBytes)
      timer.refresh()
      expectAtMost(receivedBytes + value.length, file)
      bytes.set(value, receivedBytes)
      receivedBytes += value.length
      onProgress({ kind: 'download', dataset, name: file.name, url, receivedBytes, totalBytes })
    }
  } finally {
    clearTimeout(timer)
    clearTimeout(end)
    // Lets go of the connection whatever happened, so that nothing keeps the process alive.
    controller.abort()
  }
}

/** fetch says only "fetch failed" or "terminated" and puts what happened in the cause, at times without words. */
function reasonOf(error: Error): string {
  const cause = error.cause as NodeJS.ErrnoException | undefined
  const detail = cause?.message || cause?.code
  return detail ? `${error.message} (${detail})` : error.message
}
