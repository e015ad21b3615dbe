import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { allPrograms } from './allPrograms.js'
import { type ProviderName, providerNames } from './devices.js'
import { compileNode, nodeRuntime } from './node.js'
import { loadOnnxruntime } from './nodeOnnxruntime.js'
import type { Program, Runtime } from './runtime.js'

/**
 * The providers that the installed ONNX Runtime was built with; what they need of the machine may still be missing.
 *
 * @returns their names, those most likely to be fast first
 * @example (await builtInProviders()).includes('cuda')
 */
export async function builtInProviders(): Promise<ProviderName[]> {
  const { listSupportedBackends } = await loadOnnxruntime()
  const names = new Set<string>(listSupportedBackends().map(({ name }) => name))
  return providerNames.filter(name => names.has(name))
}

/** How long a driver may take for its first, tiny graph, in milliseconds. */
const PATIENCE = 60_000

/**
 * Lets a provider compile and run a model without inputs in a process of its own: a driver that is missing writes to the terminal as it likes, and
 * one that is broken ends the process.
 *
 * @param provider any name: that of none is refused as well
 * @returns why it cannot, in ONNX Runtime's words, or undefined
 */
export function probeProvider(provider: string, model: Uint8Array): Promise<string | undefined> {
  const folder = import.meta.url.endsWith('.ts') ? '../../dist/runtime/' : './'
  const script = fileURLToPath(new URL(`${folder}nodeProbe.js`, import.meta.url))
  const child = spawn(process.execPath, [script, provider], { stdio: ['pipe', 'pipe', 'ignore'], timeout: PATIENCE })
  let told = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text
  })
  child.stdin.on('error', () => {}) // it ended before it had read the model, which is reported below
  child.stdin.end(model)
  return new Promise(resolve => {
    child.on('error', error => resolve(error.message))
    child.on('close', (code, signal) => {
      if (code === 0) resolve(undefined)
      else resolve(told || `the process that tried it ended by ${signal ?? `exit code ${code}`}`)
    })
  })
}

/**
 * ONNX Runtime's native engine on a device that is not the processor; what the provider has no kernel for is computed by the
 * processor within the same run. There is one device, so replicas take turns.
 *
 * A driver may be missing, or wrong where no error tells: compare it with `nodeRuntime` by `compareEngines` before trusting it with a training.
 *
 * @param provider may be `cpu`, to try this way of computing where there is no other device
 * @example
 * const candidate = providerRuntime('cuda')
 * const { difference } = await compareEngines(network, examples, { ...options, reference: nodeRuntime, candidate })
 */
export function providerRuntime(provider: ProviderName | 'cpu'): Runtime {
  const compile = (model: Uint8Array): Promise<Program> => compileNode(model, { threads: 1, provider })
  return {
    compile,
    replicate: (model, count) => allPrograms(Array.from({ length: count }, () => compile(model))),
    openModule: nodeRuntime.openModule,
    allocate: bytes => new ArrayBuffer(bytes),
  }
}
