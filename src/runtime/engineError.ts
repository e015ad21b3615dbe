import { EngineError } from '../errors.js'
import type { Program } from './runtime.js'

/** What ONNX Runtime or a thread throws, as an error of this library. */
export function engineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error
  return new EngineError(error instanceof Error ? error.message : String(error), { cause: error })
}

/** The program that `compile` yields; whatever ONNX Runtime throws, there or when it runs, is an EngineError. */
export async function withEngineErrors(compile: () => Promise<Program>): Promise<Program> {
  const program = await asEngine(compile)
  return {
    run: feeds => asEngine(() => program.run(feeds)),
    bind(feeds, fetches) {
      const run = bound(program, feeds, fetches)
      return reload => asEngine(() => run(reload))
    },
    dispose: () => asEngine(() => program.dispose()),
  }
}

function bound(program: Program, ...memory: Parameters<Program['bind']>) {
  try {
    return program.bind(...memory)
  } catch (error) {
    throw engineError(error)
  }
}

async function asEngine<T>(compute: () => Promise<T>): Promise<T> {
  try {
    return await compute()
  } catch (error) {
    throw engineError(error)
  }
}
