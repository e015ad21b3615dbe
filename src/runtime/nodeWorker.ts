import { parentPort } from 'node:worker_threads'
import { compileNode } from './node.js'
import { createRequestHandler, type Request } from './workerPool.js'

// A thread of Node that holds compiled models for the thread that started it.

const handle = createRequestHandler(model => compileNode(model, { threads: 1 }))

parentPort!.on('message', async (request: Request) => parentPort!.postMessage(await handle(request)))
