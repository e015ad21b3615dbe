import { parentPort, workerData } from 'node:worker_threads'
import { createModuleAnswers, type ModuleRequest } from './moduleThread.js'

// A thread of Node that calls a module for the thread that started it.

const answer = createModuleAnswers(workerData as string)

parentPort!.on('message', async (request: ModuleRequest) => parentPort!.postMessage(await answer(request)))
