import type { Random } from '../../src/random.js'
import { type Field, parseMessage, printMessage } from './protobuf.js'

// Damage that leaves an ONNX file a message of protobuf, so that it gets past whoever checks the bytes and reaches whoever believes
// what they say.

/** Damages a model: one to three of its fields, nodes, weights or declarations. */
export function mutateOnnx(model: Uint8Array, random: Random): Uint8Array {
  const fields = parseMessage(model)
  for (let changes = 1 + random.integer(3); changes > 0; changes--) pick(mutations, random)(fields, random)
  return printMessage(fields)
}

const extremes = [0, 1, -1, 2, 7, 8, 10, 16, 127, 28, 784, 1e9, 2 ** 31, -(2 ** 31), 2 ** 40, Number.MAX_SAFE_INTEGER]

const texts = [
  ...['', 'image', 'probabilities', '__proto__', '../../etc/passwd', 'a'.repeat(5000), '\u001b[31m', '\u009b'],
  ...['10', 'null', '{}', '[]', '-1', '1e999', 'NaN'],
]

// LayerNormalization is left out: ONNX Runtime 1.30 ends the process where its scale has a higher rank than its input.
const operators = [
  ...[
    'Identity',
    'Softmax',
    'Cast',
    'Loop',
    'If',
    'Scan',
    'Reshape',
    'Gather',
    'GatherND',
    'ScatterND',
    'Expand',
    'Tile',
  ],
  ...['Pad', 'Resize', 'TopK', 'NonMaxSuppression', 'Conv', 'ConvTranspose', 'MaxPool', 'MaxUnpool', 'MatMul', 'Gemm'],
  ...[
    'BatchNormalization',
    'LSTM',
    'Einsum',
    'Slice',
    'Split',
    'Concat',
    'Transpose',
    'ConstantOfShape',
    'Range',
    'Where',
  ],
  ...[
    'OneHot',
    'DequantizeLinear',
    'SequenceAt',
    'EyeLike',
    'Unique',
    'GridSample',
    'Log',
    'Sqrt',
    'Div',
    'Mod',
    'Evil',
  ],
]

const pick = <T>(values: readonly T[], random: Random): T => values[random.integer(values.length)]!

/** The message and every message within it. */
function messagesOf(fields: Field[]): Field[][] {
  return [fields, ...fields.flatMap(({ value }) => (Array.isArray(value) ? messagesOf(value) : []))]
}

/** A message that has fields, if there is one. */
function someMessage(fields: Field[], random: Random): Field[] {
  return (
    pick(
      messagesOf(fields).filter(({ length }) => length > 0),
      random,
    ) ?? fields
  )
}

/** Those fields of messages that are messages themselves, by their tag. */
function within(messages: readonly Field[][], tag: number): Field[][] {
  return messages.flatMap(fields =>
    fields.flatMap(field => (field.tag === tag && Array.isArray(field.value) ? [field.value] : [])),
  )
}

const graphOf = (model: Field[]) => within([model], 7)
const nodesOf = (model: Field[]) => within(graphOf(model), 1)
const weightsOf = (model: Field[]) => within(graphOf(model), 5)
const declarationsOf = (model: Field[]) => [...within(graphOf(model), 11), ...within(graphOf(model), 12)]

function set(message: Field[] | undefined, tag: number, value: Field['value']): void {
  const field = message?.find(field => field.tag === tag)
  if (field) field.value = value
  else message?.push({ tag, type: typeof value === 'number' ? 0 : 2, value })
}

function changeValue(field: Field, random: Random): void {
  const { value } = field
  if (typeof value === 'number') field.value = pick(extremes, random)
  else if (Array.isArray(value)) field.value = value.slice(0, random.integer(value.length + 1))
  else if (typeof value === 'string' || field.type === 2)
    field.value = random.integer(2) === 0 ? pick(texts, random) : value.slice(0, random.integer(value.length + 1))
  else field.value = value.map(() => random.integer(256))
}

const mutations: readonly ((model: Field[], random: Random) => void)[] = [
  function changeField(model, random) {
    const field = pick(someMessage(model, random), random)
    if (field) changeValue(field, random)
  },
  function removeField(model, random) {
    const message = someMessage(model, random)
    message.splice(random.integer(message.length), 1)
  },
  function repeatField(model, random) {
    const message = someMessage(model, random)
    const field = pick(message, random)
    if (field) message.splice(random.integer(message.length), 0, structuredClone(field))
  },
  function moveField(model, random) {
    const message = someMessage(model, random)
    const [field] = message.splice(random.integer(message.length), 1)
    if (field) someMessage(model, random).push(field)
  },
  function changeTag(model, random) {
    const field = pick(someMessage(model, random), random)
    if (field) field.tag = 1 + random.integer(26)
  },
  function changeOperator(model, random) {
    set(pick(nodesOf(model), random), 4, pick(operators, random))
  },
  function rewire(model, random) {
    const names = nodesOf(model).flatMap(node => node.filter(({ tag }) => tag <= 2))
    const [from, to] = [pick(names, random), pick(names, random)]
    if (from && to) to.value = structuredClone(from.value)
  },
  function dropLastNode(model) {
    const last = nodesOf(model).at(-1)
    const graph = graphOf(model)[0]
    const place = graph?.findIndex(({ value }) => value === last) ?? -1
    const result = last?.find(({ tag }) => tag === 2)?.value
    if (place >= 0) graph!.splice(place, 1)
    if (result !== undefined) set(nodesOf(model).at(-1), 2, result)
  },
  function changeAttribute(model, random) {
    const field = pick(within(nodesOf(model), 5).flat(), random)
    if (field) changeValue(field, random)
  },
  function changeWeights(model, random) {
    const data = pick(weightsOf(model), random)?.find(({ tag }) => tag === 9)
    if (!(data?.value instanceof Uint8Array)) return
    const floats = new Float32Array(Uint8Array.from(data.value).buffer, 0, data.value.length >> 2)
    const value = pick([Number.NaN, Number.POSITIVE_INFINITY, 3e38, -1, 0, 1e-40], random)
    floats.fill(value, random.integer(floats.length + 1))
    data.value = new Uint8Array(floats.buffer)
  },
  function keepWeightsElsewhere(model, random) {
    const locations = ['../../../../../../etc/passwd', '/etc/passwd', 'package.json', '', '*/_ORT_MEM_ADDR_/*']
    const entries = Object.entries({
      location: pick(locations, random),
      offset: pick(['0', '-1', '1e9', '94824242'], random),
      length: pick(['4', '99999999999'], random),
    })
    pick(weightsOf(model), random)?.push(
      ...entries.map(
        ([key, value]): Field => ({
          tag: 13,
          type: 2,
          value: [
            { tag: 1, type: 2, value: key },
            { tag: 2, type: 2, value: value },
          ],
        }),
      ),
      { tag: 14, type: 0, value: 1 },
    )
  },
  function declareAnotherType(model, random) {
    set(pick(within(within(declarationsOf(model), 2), 1), random), 1, 1 + random.integer(24))
  },
  function declareAnotherSize(model, random) {
    const shape = pick(within(within(within(declarationsOf(model), 2), 1), 2), random)
    const dimension = shape && pick(within([shape], 1), random)
    dimension?.splice(0, dimension.length, { tag: 1, type: 0, value: pick(extremes, random) })
  },
]
