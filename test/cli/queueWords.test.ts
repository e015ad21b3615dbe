import { expect, test } from 'vitest'
import { mnist } from './mnist.js'

// Invalid usage of queues: refused before anything is connected to.

test.each([
  [['predict', 'scans', '--out', 'x.jsonl'], 'mnist predict: expected --queue with --out, received --out alone\n'],
  [
    ['predict', '-', '--queue', 'redis://h', '--out', 'x'],
    'mnist predict: expected files with --queue, received - for standard input\n',
  ],
  [
    ['predict', 'scans', '--queue', 'redis://h', '--out', 'x', '--json'],
    'mnist predict: expected no --json with --queue, which writes lines of JSON to --out\n',
  ],
  [
    ['worker', '--queue', 'http://:secret@host'],
    "mnist worker: expected a queue's address, redis://HOST, rediss://HOST (TLS) or postgres://HOST/DATABASE, received one of http://\n",
  ],
  [['worker'], "mnist worker: required option '--queue <address>' not specified\n"],
])('mnist %j is refused', async (words, message) => {
  expect(await mnist(words)).toEqual({ code: 2, stdout: '', stderr: message })
})
