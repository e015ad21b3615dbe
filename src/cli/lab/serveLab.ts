import { readFile } from 'node:fs/promises'
import { loadMnist } from '../../data/sources/mnist.js'
import { loadClassifier } from '../../node/classifier.js'
import { shippedClassifier, shippedFinder } from '../../node/shippedModels.js'
import { isEveryInterface, networkAddresses } from '../../server/hosts.js'
import { listen } from '../../server/listen.js'
import { describeTask } from '../../task.js'
import { listenForInterruption } from '../interruption.js'
import { reportLoading } from '../loading.js'
import { print, printError } from '../output.js'
import { findLab } from './labFolder.js'
import { createLabServer } from './labServer.js'

/** Options of `mnist lab`. */
export interface LabOptions {
  readonly port?: number
  readonly host?: string
  readonly model?: string
  readonly data?: string
}

const firstPort = 4321

/**
 * Serves the lab until Ctrl-C.
 *
 * @returns the exit code
 */
export async function serveLab({ port = firstPort, host = '127.0.0.1', model, data }: LabOptions): Promise<number> {
  const server = createLabServer(findLab(), {
    networks: {
      'digits.onnx': await (model === undefined ? readFile(shippedClassifier) : readModel(model)),
      'finder.onnx': await readFile(shippedFinder),
    },
    host,
    loadDigits: async () => {
      const loading = reportLoading()
      const folder = data === undefined ? {} : { folder: data }
      return await loadMnist({ ...folder, onProgress: loading.onProgress }).finally(loading.end)
    },
    onError: error => printError(`mnist lab: ${error.message}`),
  })
  const address = await listen(server, port, host)
  if (port !== 0 && address.port !== port) printError(`port ${port} is taken, so it is ${address.port}`)
  print(`The lab is open at http://${address.name}:${address.port}/ (Ctrl-C ends it)`)
  for (const other of isEveryInterface(address.address) ? networkAddresses() : [])
    print(`  for others of the network: http://${other}:${address.port}/`)
  await new Promise<void>(resolve => listenForInterruption(resolve))
  server.close()
  server.closeAllConnections()
  return 0
}

/** Reads a model and makes sure that it answers, so that the page need not find out. */
async function readModel(path: string): Promise<Uint8Array> {
  const classifier = await loadClassifier(path)
  await classifier.dispose()
  const { task } = classifier.metadata
  const [channels] = task.imageShape
  if (channels === 2 || channels > 4)
    throw new Error(`${path}: expected a model of images in gray, RGB or RGBA, received one of ${describeTask(task)}`)
  return classifier.model
}
