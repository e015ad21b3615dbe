#!/usr/bin/env node
import { complainOfNode } from '../node/nodeVersion.js'

// Whatever else is imported may need a newer Node, and would fail in words that help nobody.

const complaint = complainOfNode()
if (complaint === undefined) await import('./commandLine.js')
else {
  process.stderr.write(`mnist: ${complaint}\n`)
  process.exitCode = 2
}
