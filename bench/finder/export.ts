import { readFileSync, writeFileSync } from 'node:fs'
import { anySize } from './anySize.js'

const [from, to] = process.argv.slice(2) as [string, string]
writeFileSync(to, anySize(readFileSync(from)))
