import { compileWebAssembly } from './webAssembly.js'
import { createRequestHandler, type Request } from './workerPool.js'

// A worker of a page that holds compiled models for the thread that started it.

const handle = createRequestHandler(compileWebAssembly)

addEventListener('message', async ({ data }: MessageEvent<Request>) => postMessage(await handle(data)))
