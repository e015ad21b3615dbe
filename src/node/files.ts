import { rename, rm, writeFile } from 'node:fs/promises'
import { readRegular } from './readRegular.js'

/**
 * Writes a file so that it is there whole or not at all: to a temporary name beside it, renamed once complete. What stood
 * there before stays until then.
 */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const temporary = `${path}.${process.pid}.part`
  try {
    await writeFile(temporary, content, { flush: true })
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw new Error(`${path}: could not be written (${(error as Error).message})`)
  }
}

/**
 * Reads a file and makes something of it; whatever goes wrong names the file.
 *
 * @example await readAs('net.json', bytes => readConfiguration(new TextDecoder().decode(bytes)))
 */
export async function readAs<T>(path: string, parse: (bytes: Uint8Array) => T | Promise<T>): Promise<T> {
  let bytes: Uint8Array
  try {
    bytes = await readRegular(path)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const reason = { ENOENT: 'no such file', EISDIR: 'it is a folder', EACCES: 'no permission' }[code ?? ''] ?? message
    throw new Error(`${path}: could not be read (${reason})`)
  }
  try {
    return await parse(bytes)
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`)
  }
}
