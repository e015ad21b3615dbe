import { types } from 'node:util'
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads'
import { EngineError } from '../errors.js'

// ONNX Runtime has telemetry: from its first session on it keeps an identifier of the machine and a queue of events, with the
// metadata of every model, in the user's cache folder, and uploads them. Its binding for Node has no switch for that; the native
// library asks the environment of the process, once, at that first session. So it is loaded here and nowhere else.

const variable = 'ORT_DISABLE_TELEMETRY'

/**
 * ONNX Runtime for Node, with its telemetry off.
 *
 * @throws {EngineError} if its telemetry cannot be turned off from here: in a worker thread, whose environment is a copy, while
 *   neither the process was started with the variable nor the main thread has imported this file
 */
export async function loadOnnxruntime(): Promise<typeof import('onnxruntime-node')> {
  if (!disableTelemetry())
    throw new EngineError(
      `runtime: expected ${variable}=1 in the environment of the process, or ONNX Runtime reports models to its maker; received ` +
        'a copy of the environment, as worker threads have; import mnist-digit-classifier in the main thread too, or start the ' +
        'process with it',
    )
  return import('onnxruntime-node')
}

// At once: threads that are started later know of it, and so does a program that uses ONNX Runtime by itself as well.
disableTelemetry()

/** @returns whether the environment of the process, which the native library asks, is known to have the variable */
function disableTelemetry(): boolean {
  process.env[variable] = '1'
  const isOff = getEnvironmentData(variable) === true || isOwnEnvironment() || environmentOfProcess()[variable] === '1'
  if (isOff) setEnvironmentData(variable, true)
  return isOff
}

/** Whether `process.env` is the environment of the process. In a worker thread it is a copy; in Jest, too, and a Proxy. */
function isOwnEnvironment(): boolean {
  return isMainThread && (!types.isProxy(process.env) || 'deno' in process.versions)
}

/** The environment as native code sees it. Only a diagnostic report shows that to a worker thread; Deno has none. */
function environmentOfProcess(): Readonly<Record<string, string>> {
  const report = process.report as NodeJS.ProcessReport & { excludeNetwork: boolean }
  const { excludeNetwork } = report
  report.excludeNetwork = true // or it looks up the names of all hosts that are connected
  try {
    return (report.getReport() as { environmentVariables?: Record<string, string> }).environmentVariables ?? {}
  } finally {
    report.excludeNetwork = excludeNetwork
  }
}
