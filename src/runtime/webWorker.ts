import { createAnswers, type Request } from './lanes.js'
import { compileWebAssembly } from './webAssembly.js'

// A worker of a page that holds compiled models for the thread that started it.

const answer = createAnswers(compileWebAssembly)

addEventListener('message', async ({ data }: MessageEvent<Request>) => postMessage(await answer(data)))
