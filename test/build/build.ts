import { spawnSync } from 'node:child_process'
import { rmSync, utimesSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isUpToDate } from './upToDate.js'

const pathOf = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url))

/**
 * Builds what is not up to date, before any test runs: worker threads and the command line are started from dist, and would else be
 * yesterday's.
 */
export default function build(): void {
  const others = ['tsconfig.json', 'tsconfig.build.json'].map(pathOf)
  if (isUpToDate({ src: pathOf('src'), dist: pathOf('dist'), others })) return
  const started = new Date()
  const compile = () =>
    spawnSync(process.execPath, [pathOf('node_modules/typescript/bin/tsc'), '-p', pathOf('tsconfig.build.json')], {
      stdio: 'inherit',
    })
  // With an error of types, too, all is written; `npm run types` is there to refuse it.
  compile()
  const record = pathOf('dist/.tsbuildinfo')
  utimesSync(record, started, started) // or a source that was touched, not changed, is compiled before every test
  if (isUpToDate({ src: pathOf('src'), dist: pathOf('dist'), others })) return
  // A built file was deleted: the compiler makes it again only where it knows of no last build.
  rmSync(record)
  compile()
}
