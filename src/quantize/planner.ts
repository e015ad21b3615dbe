import type { Activation } from '../layers/activations.js'
import type { MapShape, PlannedConvolution, PlannedOperation, WindowPlan } from './plan.js'
import { isDense, valuesOf } from './plan.js'

/** A kernel and what comes with it. */
export type KernelPlan = Pick<PlannedConvolution, 'kernel' | 'depthwise' | 'window'> & {
  /** Defaults to zeros. */
  readonly bias?: Float32Array | undefined
}

/** No padding, one step. */
export const wholeWindow = (height: number, width: number): WindowPlan => ({
  size: [height, width],
  strides: [1, 1],
  pads: [0, 0, 0, 0],
})

/**
 * Collects operations, and puts together what integers compute as one. An operation is called by its name; every method returns that of
 * the result, which is the operation given where it could take the new one in.
 */
export class Planner {
  readonly #operations = new Map<string, PlannedOperation>()
  readonly #shared = new Set<string>()

  add(operation: PlannedOperation): string {
    this.#operations.set(operation.name, operation)
    return operation.name
  }

  get(name: string): PlannedOperation {
    return this.#operations.get(name)!
  }

  /** Says that a result is taken more than once, so that it must stay as it is. */
  share(name: string): void {
    this.#shared.add(name)
  }

  convolve(name: string, x: string, shape: MapShape, { bias, ...rest }: KernelPlan): string {
    const filled = bias ?? new Float32Array(shape[0])
    return this.add({
      kind: 'convolution',
      name,
      inputs: [x],
      shape,
      bias: filled,
      relu: false,
      isLogits: false,
      ...rest,
    })
  }

  /** A dense layer: a convolution with a kernel of the size of its input. What only flattens that input is left out. */
  dense(name: string, x: string, kernel: Float32Array, bias: Float32Array | undefined, units: number): string {
    const flat = this.get(x)
    const source = this.get(flat.kind === 'reorder' ? flat.inputs[0]! : x)
    const inputs = valuesOf(source.shape)
    const transposed = new Float32Array(kernel.length) // [inputs, units] → [units, inputs]
    for (let unit = 0; unit < units; unit++)
      for (let i = 0; i < inputs; i++) transposed[unit * inputs + i] = kernel[i * units + unit]!
    const window = wholeWindow(source.shape[1], source.shape[2])
    return this.convolve(name, source.name, [units, 1, 1], { kernel: transposed, bias, depthwise: false, window })
  }

  /** scale · x + offset for each channel, as part of the convolution before it where that is possible. */
  scale(name: string, x: string, scale: Float64Array, offset: Float64Array): string {
    const before = this.get(x)
    if (before.kind === 'convolution' && !before.relu && !this.#shared.has(x)) {
      this.add(scaledConvolution(before, scale, offset))
      return x
    }
    return this.#scaleApart(name, x, scale, offset)
  }

  #scaleApart(name: string, x: string, scale: Float64Array, offset: Float64Array): string {
    const [kernel, bias] = [Float32Array.from(scale), Float32Array.from(offset)]
    return this.convolve(name, x, this.get(x).shape, { kernel, bias, depthwise: true, window: wholeWindow(1, 1) })
  }

  maxPool(name: string, x: string, shape: MapShape, window: WindowPlan): string {
    const before = this.get(x)
    const isFree =
      before.kind === 'convolution' && !before.depthwise && !before.pool && !before.signs && !this.#shared.has(x)
    if (isFree && !overlaps(window)) {
      this.add({ ...before, shape, pool: window })
      return x
    }
    return this.add({ kind: 'maxPool', name, inputs: [x], shape, window })
  }

  activate(name: string, x: string, activation: Activation): string {
    if (activation === 'linear') return x
    const before = this.get(x)
    if (activation === 'relu' && 'relu' in before && !this.#shared.has(x)) {
      this.add({ ...before, relu: true })
      return x
    }
    return this.add({ kind: 'activation', name, inputs: [x], shape: before.shape, function: activation })
  }

  /** All operations that the logits depend on, each after its inputs. */
  finish(logits: string): PlannedOperation[] {
    const before = this.get(logits)
    const zeros = new Float64Array(before.shape[0])
    const last = this.#canEnd(before)
      ? logits
      : this.#scaleApart(
          'logits',
          logits,
          zeros.map(() => 1),
          zeros,
        )
    this.add({ ...(this.get(last) as PlannedConvolution), isLogits: true })
    const needed = new Set([last])
    const operations = [...this.#operations.values()].reverse().filter(({ name, inputs }) => {
      if (!needed.has(name)) return false
      for (const input of inputs) needed.add(input)
      return true
    })
    return operations.reverse()
  }

  /** Whether the sums of an operation are the logits, before anything is done to them. */
  #canEnd(operation: PlannedOperation): boolean {
    if (operation.kind !== 'convolution' || operation.relu || this.#shared.has(operation.name)) return false
    return isDense(operation, this.get(operation.inputs[0]!).shape)
  }
}

const overlaps = ({ size, strides, pads }: WindowPlan) =>
  size[0] > strides[0] || size[1] > strides[1] || pads.some(count => count > 0)

/**
 * The convolution that yields a · y + b where the given one yields y. A maximum changes places with a positive factor; a negative one
 * leaves its sign for after the maximum: a · max(y) + b = sign · (max(|a| · y) + sign · b).
 */
function scaledConvolution(
  convolution: PlannedConvolution,
  scale: Float64Array,
  offset: Float64Array,
): PlannedConvolution {
  const { kernel, bias, pool, signs = Array.from(scale, () => 1) } = convolution
  const flips = Array.from(scale, value => (pool && value < 0 ? -1 : 1))
  const size = kernel.length / bias.length
  return {
    ...convolution,
    kernel: kernel.map((weight, i) => weight * scale[Math.floor(i / size)]! * flips[Math.floor(i / size)]!),
    // Before the sign of this scale, there may be one of an earlier scale.
    bias: bias.map((value, filter) => {
      const [factor, flip, sign] = [scale[filter]!, flips[filter]!, signs[filter]!]
      return factor * flip * value + sign * flip * offset[filter]!
    }),
    ...(pool && { signs: signs.map((sign, filter) => sign * flips[filter]!) }),
  }
}
