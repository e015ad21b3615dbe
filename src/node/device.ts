import { type Digits, takeDigits } from '../data/digits.js'
import { add } from '../graph/elementwise.js'
import { toOnnx } from '../graph/onnx.js'
import { scalar } from '../graph/tensor.js'
import type { Recipe } from '../model/configuration.js'
import { engineReason } from '../model/engineErrors.js'
import type { Sequential } from '../model/sequential.js'
import { classificationExamples, classificationObjective } from '../recipe/objective.js'
import type { Device, DeviceName, ProviderName } from '../runtime/devices.js'
import { nodeRuntime } from '../runtime/node.js'
import { builtInProviders, probeProvider, providerRuntime } from '../runtime/nodeProviders.js'
import type { Runtime } from '../runtime/runtime.js'
import { compareEngines, SAME_GRADIENTS } from '../training/compareEngines.js'

export interface DeviceOptions {
  readonly device: DeviceName
  readonly recipe: Pick<Recipe, 'batchSize' | 'labelSmoothing' | 'augmentation'>
  readonly seed: number
}

/** The engines that a device is chosen from: ONNX Runtime's, unless a test brings its own. */
export interface Providers {
  readonly builtIn: () => Promise<readonly ProviderName[]>
  /** @returns why it cannot compute anything, or undefined */
  readonly probe: (name: ProviderName, model: Uint8Array) => Promise<string | undefined>
  readonly runtimeOf: (name: ProviderName) => Runtime
}

const onnxruntimeProviders: Providers = {
  builtIn: builtInProviders,
  probe: probeProvider,
  runtimeOf: providerRuntime,
}

/**
 * Chooses what computes a training. A graphics card is taken where its provider is there and finds the first gradients of this very
 * training that the processor finds; `auto` tries all that ONNX Runtime was built with. Else the processor is taken, and the reason says why.
 */
export async function chooseDevice(
  network: Sequential,
  digits: Digits,
  { device, recipe, seed }: DeviceOptions,
  { builtIn, probe, runtimeOf }: Providers = onnxruntimeProviders,
): Promise<Device & { readonly runtime: Runtime }> {
  if (device === 'cpu') return { name: 'cpu', runtime: nodeRuntime }
  const available = await builtIn()
  const refusals: string[] = []
  for (const name of device === 'auto' ? available : [device]) {
    const outcome = available.includes(name)
      ? await tryProvider(name)
      : 'ONNX Runtime has no such provider on this platform'
    if (typeof outcome !== 'string') return { name, ...outcome }
    refusals.push(`${name}: ${outcome}`)
  }
  const why = refusals.join('; ') || 'ONNX Runtime has no other provider on this platform'
  return { name: 'cpu', runtime: nodeRuntime, reason: `The processor computes this training (${why}).` }

  async function tryProvider(name: ProviderName): Promise<string | { runtime: Runtime; reason: string }> {
    const refused = await probe(name, tinyModel())
    if (refused !== undefined) return engineReason(refused)
    const runtime = runtimeOf(name)
    try {
      const { difference, seconds } = await compareGradients(runtime)
      // Written so that a difference that is no number is refused too.
      if (!(difference <= SAME_GRADIENTS))
        return `its first gradients differ from the processor's by ${share(difference)} of the largest`
      const [own, processor] = [seconds.candidate, seconds.reference].map(value => (1000 * value).toPrecision(2))
      const reason =
        `${name} computes this training: its first gradients are the processor's, to ${share(difference)} of the largest, ` +
        `in ${own} ms (one core: ${processor} ms).`
      return { runtime, reason }
    } catch (error) {
      return engineReason(error)
    }
  }

  function compareGradients(candidate: Runtime) {
    const { batchSize, labelSmoothing, augmentation } = recipe
    const examples = classificationExamples(takeDigits(digits, Math.min(digits.count, batchSize)))
    return compareEngines(network, examples, {
      ...classificationObjective({ labelSmoothing, ...(augmentation && { augmentation }) }),
      reference: nodeRuntime,
      candidate,
      batchSize: examples.count,
      seed,
    })
  }
}

const share = (difference: number) => difference.toExponential(0)

/** The least that a provider must be able to compute: 1 + 1. */
function tinyModel(): Uint8Array {
  return toOnnx({ sum: add(scalar(1), scalar(1)) }).model
}
