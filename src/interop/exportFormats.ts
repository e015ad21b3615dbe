// The formats that models are written in, each by a module that is loaded when it is asked for.

/** A format that models are exported in. */
export interface ExportFormat {
  /** How the names of its files end; the first is the one to open. */
  readonly endings: readonly string[]
  /** Writes a model file of this project, as a file for each of `endings`. */
  write(model: Uint8Array): Promise<readonly (Uint8Array | string)[]>
}

export const exportFormats = {
  keras: {
    endings: ['.keras'],
    write: async model => [await (await import('./keras/writeKeras.js')).exportKeras(model)],
  },
  safetensors: {
    endings: ['.safetensors', '.py'],
    write: async model => {
      const { weights, code } = (await import('./torch/writeTorch.js')).exportTorch(model)
      return [weights, code]
    },
  },
  npz: {
    endings: ['.npz'],
    write: async model => [(await import('./numpy/writeNpz.js')).exportNpz(model)],
  },
} as const satisfies Readonly<Record<string, ExportFormat>>

/** A format by its name. */
export type ExportFormatName = keyof typeof exportFormats
