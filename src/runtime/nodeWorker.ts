import { parentPort } from 'node:worker_threads'
import { createAnswers, type Request } from './lanes.js'
import { compileNode } from './node.js'

// A thread of Node that holds compiled models for the thread that started it.

const answer = createAnswers(model => compileNode(model, { threads: 1 }))

parentPort!.on('message', async (request: Request) => parentPort!.postMessage(await answer(request)))
