import { ModelError } from '../errors.js'
import type { OnnxContents, OnnxValue } from '../graph/onnxReader.js'
import { show } from '../options.js'
import { pixelShape, type Task } from '../task.js'

/** Nodes, tensors, inputs and outputs: the time that ONNX Runtime takes to open a model can grow with their square. */
const MAX_PARTS = 5000

/**
 * Operators that no net for images needs, and that a model can harm with: loops without end, windows of 2³¹ values, and what ended the
 * process in ONNX Runtime 1.30 where an input was empty or of another rank.
 */
const harmful = [
  ...['Loop', 'Scan'],
  ...['BlackmanWindow', 'HammingWindow', 'HannWindow', 'MelWeightMatrix'],
  ...['DFT', 'STFT', 'OneHot'],
]

/**
 * Makes sure that a model is one for the images and classes of a task, by what it declares, and that it may be opened.
 *
 * @throws {ModelError} if it is not; it says what was expected and what the model declares
 */
export function expectClassifier(contents: OnnxContents, task: Task): void {
  const { inputs, outputs } = contents
  const image = inputs.find(({ name }) => name === 'image')
  const probabilities = outputs.find(({ name }) => name === 'probabilities')
  if (inputs.length !== 1 || !image || !probabilities)
    throw new ModelError(
      `expected a model with the input "image" and the output "probabilities", received one from ${names(inputs)} to ${names(outputs)}`,
    )
  expectDeclared('input', image, 'uint8', pixelShape(task))
  expectDeclared('output', probabilities, 'float32', [task.classes.length])
  expectHarmless(contents)
}

/**
 * Refuses what ONNX Runtime would obey to the harm of whoever opens a model: it would read other files or the memory of this process,
 * unfold functions that double themselves, compute without end, or end the process, as `com.microsoft:Inverse` does on a matrix that is
 * not square.
 */
function expectHarmless({ operators, domains, parts, functions, externalFiles }: OnnxContents): void {
  const [file] = externalFiles
  if (file !== undefined)
    throw new ModelError(`expected a model in one file, received one with weights in ${show(file)}`)
  if (functions > 0)
    throw new ModelError(
      `expected a model without functions of its own, which may unfold without end, received ${functions}`,
    )
  const [domain] = domains
  if (domain !== undefined)
    throw new ModelError(`expected operators of the ONNX standard alone, received some of the domain ${show(domain)}`)
  const operator = harmful.find(operator => operators.has(operator))
  if (operator)
    throw new ModelError(
      `expected a model without operators that may never end, or end the process, received one with ${operator}`,
    )
  if (parts > MAX_PARTS)
    throw new ModelError(
      `expected a model of at most ${MAX_PARTS} nodes, weights, inputs and outputs, received ${parts}`,
    )
}

/** What is not declared is left to the first prediction to show. */
function expectDeclared(kind: 'input' | 'output', value: OnnxValue, dtype: string, sizes: readonly number[]): void {
  const { name, dtype: declared = dtype, shape = ['batch', ...sizes] } = value
  const [batch, ...others] = shape
  const fits =
    declared === dtype &&
    typeof batch === 'string' &&
    others.length === sizes.length &&
    others.every((size, axis) => typeof size === 'string' || size === sizes[axis])
  if (!fits)
    throw new ModelError(
      `expected the ${kind} ${name} to be ${dtype} [batch, ${sizes.join(', ')}], received ${declared} ${shown(shape)}`,
    )
}

function names(values: readonly OnnxValue[]): string {
  return show(values.map(({ name }) => name).join(', '))
}

function shown(shape: readonly (number | string)[]): string {
  const text = `[${shape.join(', ')}]`
  return /^[\w[\], -]{1,60}$/.test(text) ? text : show(text)
}
