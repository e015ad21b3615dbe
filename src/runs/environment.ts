import { availableParallelism, cpus } from 'node:os'
import { onnxruntimeVersion } from '../runtime/node.js'

/** What a run took place on, for whoever reads its times. */
export interface Environment {
  readonly node: string
  readonly onnxruntime: string
  readonly platform: string
  readonly processor: string
  /** Cores that the process may use. */
  readonly cores: number
}

export async function describeEnvironment(): Promise<Environment> {
  return {
    node: process.version,
    onnxruntime: await onnxruntimeVersion(),
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
  }
}
