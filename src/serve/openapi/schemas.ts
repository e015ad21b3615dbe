// JSON Schemas of what is sent and answered. They say in public what `inference/request.ts` and `images/` hold requests to, and
// what `model/answers.ts` makes; test/serve holds both together.

const object = (properties: Record<string, unknown>, required = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
})
const list = (items: unknown) => ({ type: 'array', items })
const text = { type: 'string' }
const count = { type: 'integer', minimum: 0 }
const probability = { type: 'number', minimum: 0, maximum: 1 }
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` })

const probabilities = { ...list(probability), description: 'For each class, in their order.' }
const reason = { ...text, description: 'Why there is no answer.' }
const box = object({
  x: { type: 'integer' },
  y: { type: 'integer' },
  width: count,
  height: count,
})
const digitProperties = {
  digit: {
    type: ['integer', 'null'],
    minimum: 0,
    maximum: 9,
    description: 'null where it is none, or not sure enough.',
  },
  confidence: probability,
  probabilities,
  reason,
}
const file = { ...text, description: 'What the client calls the picture.' }
const parameters = { type: 'object', additionalProperties: true }
const shape = list({ type: 'integer' })

const digitAnswer = object(digitProperties, ['digit', 'confidence', 'probabilities'])
const classAnswer = object({ class: { type: ['string', 'null'] }, confidence: probability, probabilities, reason }, [
  'class',
  'confidence',
  'probabilities',
])
const numberAnswer = object(
  {
    text: { ...text, description: '? for a digit that is not sure; lines are separated by a line feed.' },
    confidence: probability,
    digits: list(
      object({ ...digitProperties, box, line: count }, ['digit', 'confidence', 'probabilities', 'box', 'line']),
    ),
    separators: list(object({ separator: text, confidence: probability, box, line: count })),
    unread: list(box),
    reason,
  },
  ['text', 'confidence', 'digits', 'separators', 'unread'],
)

export const schemas = {
  Problem: object({
    type: text,
    title: text,
    status: { type: 'integer' },
    detail: { ...text, description: 'What was expected, and what was received.' },
    error: { ...text, description: 'The same, for clients of the Open Inference Protocol.' },
  }),
  DigitAnswer: digitAnswer,
  ClassAnswer: classAnswer,
  NumberAnswer: numberAnswer,
  Pictures: {
    oneOf: [
      { ...object({ image: { ...text, contentEncoding: 'base64' } }), additionalProperties: false },
      {
        ...object({ images: { ...list({ ...text, contentEncoding: 'base64' }), minItems: 1 } }),
        additionalProperties: false,
      },
    ],
  },
  Prediction: {
    anyOf: [
      reference('DigitAnswer'),
      reference('ClassAnswer'),
      object({
        answers: list({
          allOf: [{ anyOf: [reference('DigitAnswer'), reference('ClassAnswer')] }, object({ file }, [])],
        }),
      }),
    ],
  },
  Numbers: {
    anyOf: [
      reference('NumberAnswer'),
      object({ answers: list({ allOf: [reference('NumberAnswer'), object({ file }, [])] }) }),
    ],
  },
  ServerMetadata: object({ name: text, version: text, extensions: list(text) }),
  ModelMetadata: object({
    name: text,
    versions: list(text),
    platform: text,
    inputs: list(object({ name: text, datatype: text, shape })),
    outputs: list(object({ name: text, datatype: text, shape })),
  }),
  InferRequest: object(
    {
      id: text,
      parameters,
      inputs: {
        ...list(
          object(
            {
              name: { const: 'image' },
              datatype: { const: 'UINT8' },
              shape: { ...list({ type: 'integer', minimum: 1 }), description: '[images, height, width]' },
              data: {
                ...list({ type: 'integer', minimum: 0, maximum: 255 }),
                description:
                  'As many numbers as the shape says, flat or nested; left out where the tensor stands behind the JSON.',
              },
              parameters,
            },
            ['name', 'datatype', 'shape'],
          ),
        ),
        minItems: 1,
        maxItems: 1,
      },
      outputs: list(object({ name: { const: 'probabilities' }, parameters }, ['name'])),
    },
    ['inputs'],
  ),
  InferResponse: object(
    {
      model_name: text,
      model_version: text,
      id: text,
      outputs: list(
        object({ name: text, shape, datatype: text, parameters, data: list({ type: ['number', 'string'] }) }, [
          'name',
          'shape',
          'datatype',
        ]),
      ),
    },
    ['model_name', 'model_version', 'outputs'],
  ),
}
