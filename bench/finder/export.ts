import { readFileSync, writeFileSync } from 'node:fs'
import { anySize } from './loadFinder.js'

// node bench/build/bench/finder/export.js TRAINED MODEL: a finder for pictures of any size.

const [from, to] = process.argv.slice(2) as [string, string]
writeFileSync(to, anySize(readFileSync(from)))
