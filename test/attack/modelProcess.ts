import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('tryModels.js', import.meta.url))

/** What the product made of a model: answers, or an error. */
export interface ModelOutcome {
  readonly probabilities?: Float32Array
  readonly accuracy?: number
  readonly loss?: number
  readonly error?: string
}

/** Seconds after which a model counts as one that never ends. */
const MAX_SECONDS = 120

/** A process of the built product that models are tried in, since one that crashes the engine ends the process too. */
export interface ModelProcess {
  /** @throws {Error} if the model ended the process, or did not end itself */
  tryModel(model: Uint8Array): Promise<ModelOutcome>
  stop(): void
}

export function startModelProcess(): ModelProcess {
  let child: ChildProcess | undefined
  return {
    tryModel(model) {
      // What fails is thrown, so there is nothing that the child should print.
      child ??= fork(script, { serialization: 'advanced', execArgv: [], stdio: 'inherit' })
      const current = child
      return new Promise((resolve, reject) => {
        const settle = (act: () => void) => {
          clearTimeout(timer)
          current.removeAllListeners()
          act()
        }
        const fail = (what: string) => {
          child = undefined
          current.kill('SIGKILL')
          reject(new Error(what))
        }
        const timer = setTimeout(
          () => settle(() => fail(`the model did not end within ${MAX_SECONDS} seconds`)),
          MAX_SECONDS * 1000,
        )
        current.once('message', outcome => settle(() => resolve(outcome as ModelOutcome)))
        current.once('exit', (code, signal) => settle(() => fail(`the model ended the process: ${signal ?? code}`)))
        current.send(model)
      })
    },
    stop() {
      child?.kill()
    },
  }
}
