import type { ModuleThread } from './moduleThread.js'

/** Numbers with a shape, as they go into and come out of a program. int64 values are bigint. */
export interface Value {
  readonly data: Float32Array | Uint8Array | BigInt64Array
  readonly shape: readonly number[]
}

/** Values by the names of inputs or outputs. */
export type Values = Readonly<Record<string, Value>>

/**
 * Runs a program on the memory that it is bound to.
 *
 * @param reload whether what is both fed and fetched was changed from outside, and is read again. Defaults to false.
 */
export type BoundRun = (reload?: boolean) => Promise<void>

/** A compiled graph. */
export interface Program {
  /** Computes all outputs from the inputs fed. */
  run(feeds: Values): Promise<Values>
  /**
   * Ties the program to memory: each call of the returned function reads the feeds as they are then and writes the
   * results into the fetches. Whoever runs a graph many times saves the copies and the garbage. What is both fed and fetched
   * belongs to the program from then on: it is written over in place, and may be read only once, when it is bound, unless a
   * run reloads it.
   */
  bind(feeds: Values, fetches: Values): BoundRun
  dispose(): Promise<void>
}

/** How a model is compiled. */
export interface CompileOptions {
  /** Cores that one run may use. */
  readonly threads: number
}

/** What computes graphs: the engine behind training and prediction, in Node or in a page. What fails in it is an EngineError. */
export interface Runtime {
  /** Compiles a serialized ONNX model; its runs take place in the calling thread. */
  compile(model: Uint8Array, options: CompileOptions): Promise<Program>
  /**
   * Compiles a training graph `count` times, each to a program with a thread of its own, so that all of them run at the same time.
   * What they are bound to must come from `allocate`.
   */
  replicate(model: Uint8Array, count: number): Promise<Program[]>
  /** Starts a thread that imports a module, for what is computed beside the graphs. */
  openModule(module: URL): ModuleThread
  /** Zeroed memory that all programs can see. */
  allocate(bytes: number): ArrayBufferLike
}
