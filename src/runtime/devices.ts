/** ONNX Runtime's execution providers for graphics cards, by its names for them; those most likely to be fast come first. */
export const providerNames = ['cuda', 'dml', 'webgpu', 'coreml'] as const

/** The name of an execution provider for graphics cards. */
export type ProviderName = (typeof providerNames)[number]

/** What may compute a training: the processor, the first provider that will do, or one of them. */
export const deviceNames = ['cpu', 'auto', ...providerNames] as const

export type DeviceName = (typeof deviceNames)[number]

/** What computes a training, and why. */
export interface Device {
  readonly name: Exclude<DeviceName, 'auto'>
  /** Why this one, as a sentence; none where the processor was asked for. */
  readonly reason?: string
}
