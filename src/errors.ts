// What goes wrong has a class and a code, so that a program can tell one from another without reading messages. What is thrown
// as a plain Error is a bug of this library, or an error of the system that is passed on.

/** Stable from version to version, which messages are not. */
export type ErrorCode =
  /** An argument or an option is not valid. */
  | 'ERR_MNIST_USAGE'
  /** Another process works in the folder. */
  | 'ERR_MNIST_HELD'
  /** Data do not have the form that is expected, or a file is missing, damaged or another, or cannot be written. */
  | 'ERR_MNIST_DATA'
  /** A picture cannot be read. */
  | 'ERR_MNIST_IMAGE'
  /** A model file is damaged, does harm, or is one of something else. */
  | 'ERR_MNIST_MODEL'
  /** A checkpoint is damaged, or belongs to another training. */
  | 'ERR_MNIST_CHECKPOINT'
  /** What computes has failed: ONNX Runtime, or a thread of it. */
  | 'ERR_MNIST_ENGINE'
  /** A training whose loss is no longer a number. */
  | 'ERR_MNIST_DIVERGED'

/** What an error has beside its message. */
export interface ErrorDetails {
  /** Defaults to that of the class. */
  readonly code?: ErrorCode
  /** The error behind it. Defaults to none. */
  readonly cause?: unknown
}

/** What all errors of this library have in common. */
export abstract class LibraryError extends Error {
  readonly code: ErrorCode

  constructor(name: string, message: string, { code, ...rest }: ErrorDetails & { readonly code: ErrorCode }) {
    super(message, rest)
    this.name = name
    this.code = code
  }
}

/**
 * An argument, an option, a configuration or a command line that is not valid, or a folder that is in use (`ERR_MNIST_HELD`).
 *
 * @example
 * try { dense({ units: 0 }) } catch (error) { error instanceof UsageError && error.code } // 'ERR_MNIST_USAGE'
 */
export class UsageError extends LibraryError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('UsageError', message, { code: 'ERR_MNIST_USAGE', ...details })
  }
}

/**
 * Data that are not what they should be: arrays, datasets, pictures (`ERR_MNIST_IMAGE`), and files that cannot be read or written.
 *
 * @example error instanceof DataError && error.code === 'ERR_MNIST_IMAGE'
 */
export class DataError extends LibraryError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('DataError', message, { code: 'ERR_MNIST_DATA', ...details })
  }
}

/**
 * A model file or a checkpoint (`ERR_MNIST_CHECKPOINT`) that cannot be used.
 *
 * @example error instanceof ModelError && error.code === 'ERR_MNIST_CHECKPOINT'
 */
export class ModelError extends LibraryError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('ModelError', message, { code: 'ERR_MNIST_MODEL', ...details })
  }
}

/**
 * A computation that failed, or whose loss is no longer a number (`ERR_MNIST_DIVERGED`).
 *
 * @example error instanceof EngineError && error.code === 'ERR_MNIST_DIVERGED'
 */
export class EngineError extends LibraryError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('EngineError', message, { code: 'ERR_MNIST_ENGINE', ...details })
  }
}
