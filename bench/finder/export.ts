import { readFileSync, writeFileSync } from 'node:fs'
import { decodeCheckpoint } from '../../src/model/checkpoint.js'
import type { ModelConfig } from '../../src/model/modelConfig.js'
import { printModel } from '../../src/model/modelFile.js'
import { modelFrom } from '../../src/model/modelFrom.js'
import { anySize } from './anySize.js'

const [from, to] = process.argv.slice(2) as [string, string]
const network = modelFrom(JSON.parse(readFileSync('bench/finder/net.json', 'utf8')) as ModelConfig)
writeFileSync(to, anySize(printModel(network, decodeCheckpoint(readFileSync(from)).parameters)))
