import { type Field, printMessage } from './protobuf.js'

// ONNX files of any content, also of what this project would never write: each function yields a field of the graph.

const message = (tag: number, value: Field[]): Field => ({ tag, type: 2, value })
const text = (tag: number, value: string): Field => ({ tag, type: 2, value })
const integer = (tag: number, value: number): Field => ({ tag, type: 0, value })

/** ONNX's numbers of element types. */
export const elementType = { float32: 1, uint8: 2, int64: 7, string: 8, bool: 9, float16: 10, float64: 11 }

type ElementType = keyof typeof elementType

export function node(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: readonly Field[] = [],
  domain = '',
): Field {
  return message(1, [
    ...inputs.map(name => text(1, name)),
    ...outputs.map(name => text(2, name)),
    text(4, operator),
    ...attributes,
    ...(domain ? [text(7, domain)] : []),
  ])
}

export const attribute = {
  int: (name: string, value: number) => message(5, [text(1, name), integer(3, value), integer(20, 2)]),
  tensor: (name: string, value: Field[]) => message(5, [text(1, name), message(5, value), integer(20, 4)]),
  graph: (name: string, value: Field[]) => message(5, [text(1, name), message(6, value), integer(20, 5)]),
}

export type TensorData = Float32Array | BigInt64Array | Uint8Array

export function tensor(name: string, type: ElementType, sizes: readonly number[], data: TensorData): Field[] {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  return [...tensorHead(name, type, sizes), { tag: 9, type: 2, value: bytes }]
}

/** A tensor whose values lie in another file. */
export function externalTensor(name: string, sizes: readonly number[], location: string): Field[] {
  return [
    ...tensorHead(name, 'float32', sizes),
    message(13, [text(1, 'location'), text(2, location)]),
    integer(14, 1), // EXTERNAL
  ]
}

function tensorHead(name: string, type: ElementType, sizes: readonly number[]): Field[] {
  return [...sizes.map(size => integer(1, size)), integer(2, elementType[type]), text(8, name)]
}

export function initializer(name: string, type: ElementType, sizes: readonly number[], data: TensorData): Field {
  return message(5, tensor(name, type, sizes, data))
}

/** Sizes as a model declares them: a name where one is open, null where it is nameless, none where the rank is open. */
export type DeclaredSizes = readonly (number | string | null)[] | undefined

export function graphInput(name: string, type: ElementType, sizes?: DeclaredSizes): Field {
  return message(11, declaration(name, type, sizes))
}

export function graphOutput(name: string, type: ElementType, sizes?: DeclaredSizes): Field {
  return message(12, declaration(name, type, sizes))
}

function declaration(name: string, type: ElementType, sizes: DeclaredSizes): Field[] {
  const dimensions = sizes?.map(size =>
    message(1, typeof size === 'number' ? [integer(1, size)] : size === null ? [] : [text(2, size)]),
  )
  const tensorType = [integer(1, elementType[type]), ...(dimensions ? [message(2, dimensions)] : [])]
  return [text(1, name), message(2, [message(1, tensorType)])]
}

/** A function of the model's own, of one input `a` and one output `b`. */
export function modelFunction(name: string, nodes: readonly Field[]): Field {
  const body = nodes.map(node => ({ ...node, tag: 7 }))
  const opsets = [message(9, [integer(2, 17)]), message(9, [text(1, 'own'), integer(2, 1)])]
  return message(25, [text(1, name), text(4, 'a'), text(5, 'b'), ...body, ...opsets, text(10, 'own')])
}

export interface OnnxFileOptions {
  readonly metadata?: Readonly<Record<string, string>>
  readonly functions?: readonly Field[]
}

/** A file of the graph, with operators of the standard and of the domain `own`. */
export function onnxFile(graph: readonly Field[], { metadata = {}, functions = [] }: OnnxFileOptions = {}): Uint8Array {
  return printMessage([
    integer(1, 8),
    message(7, [...graph, text(2, 'graph')]),
    message(8, [integer(2, 17)]),
    message(8, [text(1, 'own'), integer(2, 1)]),
    ...Object.entries(metadata).map(([key, value]) => message(14, [text(1, key), text(2, value)])),
    ...functions,
  ])
}

export const image = graphInput('image', 'uint8', ['batch', 28, 28])
export const probabilities = graphOutput('probabilities', 'float32', ['batch', 10])

/** `image` as `pixels`: float32 [batch, 784]. */
export const pixels: readonly Field[] = [
  node('Cast', ['image'], ['cast'], [attribute.int('to', 1)]),
  node('Reshape', ['cast', 'shape'], ['pixels']),
  initializer('shape', 'int64', [2], BigInt64Array.of(-1n, 784n)),
]

/** `image` as `logits`: float32 [batch, classes], all weights the same. */
export function logits(classes = 10, weight = 1e-4): Field[] {
  const weights = new Float32Array(784 * classes).fill(weight)
  return [
    ...pixels,
    initializer('weights', 'float32', [784, classes], weights),
    node('MatMul', ['pixels', 'weights'], ['logits']),
  ]
}

export function softmax(from = 'logits', to = 'probabilities'): Field {
  return node('Softmax', [from], [to], [attribute.int('axis', 1)])
}
