import { createModuleAnswers, type ModuleRequest } from './moduleThread.js'

// A worker of a page that calls a module for the thread that started it. Its name is the address of the module.

const answer = createModuleAnswers(self.name)

addEventListener('message', async ({ data }: MessageEvent<ModuleRequest>) => postMessage(await answer(data)))
