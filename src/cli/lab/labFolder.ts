import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DataError } from '../../errors.js'
import { packageVersion } from '../../node/version.js'

/** The package that is the built lab. */
const labPackage = 'mnist-digit-classifier-lab'

/** Where the build of this repository puts the lab; the same place seen from the source and from the build. */
const built = fileURLToPath(new URL('../../../dist/lab/', import.meta.url))

/**
 * Finds the folder of the built lab: in a clone of the repository where the build has put it, elsewhere in its own package.
 *
 * @param folder where the build puts it
 * @param importer a module beside which the package is looked for
 * @throws {DataError} if there is none, or one of another version
 */
export function findLab(folder = built, importer: string | URL = import.meta.url): string {
  if (existsSync(join(folder, 'index.html'))) return folder
  const version = packageVersion()
  const remedy = `npm install ${labPackage}@${version} brings it (in a clone of the repository: npm run build)`
  const manifest = resolveManifest(importer)
  if (manifest === undefined) throw new DataError(`expected the lab's package, ${labPackage}, found none; ${remedy}`)
  const { version: installed } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  if (installed !== version)
    throw new DataError(`expected ${labPackage} ${version}, as this package is, received ${installed}; ${remedy}`)
  return dirname(manifest)
}

function resolveManifest(importer: string | URL): string | undefined {
  try {
    return createRequire(importer).resolve(`${labPackage}/package.json`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}
