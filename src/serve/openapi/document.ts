import { packageVersion } from '../../node/version.js'
import { acceptedTypes } from '../images/pictures.js'
import { schemas } from './schemas.js'

/** What the description says of one request. */
interface Operation {
  readonly summary: string
  /** Statuses beside 200 that it may have. */
  readonly problems: readonly number[]
  /** Of the answer: a name of `schemas`, or a schema. */
  readonly answer: keyof typeof schemas | object
  /** Media types of the body, each with its schema. */
  readonly body?: Readonly<Record<string, object>>
  readonly parameters?: readonly object[]
}

const reference = (name: keyof typeof schemas) => ({ $ref: `#/components/schemas/${name}` })
const bytes = { type: 'string', contentMediaType: 'application/octet-stream' }
const flag = (name: string) => ({ type: 'object', properties: { [name]: { type: 'boolean' } }, required: [name] })
const texts = { type: 'array', items: { type: 'string' } }

const pictures = {
  'image/png': bytes,
  'image/jpeg': bytes,
  'application/octet-stream': bytes,
  'application/json': reference('Pictures'),
  'multipart/form-data': { type: 'object', additionalProperties: { ...bytes, format: 'binary' }, minProperties: 1 },
}
const pictureProblems = [400, 404, 408, 413, 415, 422, 429, 503]

/** What `/v2/repository/index` and a model's configuration answer. */
const index = {
  type: 'array',
  items: {
    type: 'object',
    properties: { name: { type: 'string' }, version: { type: 'string' }, state: { const: 'READY' } },
    required: ['name', 'version', 'state'],
  },
}
const config = {
  type: 'object',
  properties: { name: { type: 'string' }, platform: { type: 'string' }, max_batch_size: { type: 'integer' } },
  required: ['name', 'platform', 'max_batch_size'],
}

/** The description of this server in OpenAPI 3.1, for the models of these names. */
export function openApiDocument(
  models: readonly { readonly name: string; readonly version: string }[],
  hasKey: boolean,
) {
  const oneOf = (name: string, of: readonly string[], where: 'path' | 'query') => ({
    name,
    in: where,
    required: where === 'path',
    schema: { type: 'string', enum: [...new Set(of)] },
  })
  const [names, versions] = [models.map(({ name }) => name), models.map(({ version }) => version)]
  const query = [oneOf('model', names, 'query'), oneOf('version', versions, 'query')]
  const model = oneOf('model', names, 'path')
  const version = oneOf('version', versions, 'path')

  const paths: Record<string, Record<string, object>> = {}
  const add = (method: 'get' | 'post', path: string, operation: Operation) => {
    paths[path] = { ...paths[path], [method]: described(operation, hasKey && !path.startsWith('/v2/health/')) }
  }
  add('post', '/v1/predict', {
    summary: 'Says which digit a picture shows, or of which class it is.',
    ...{ body: pictures, answer: 'Prediction', problems: pictureProblems, parameters: query },
  })
  add('post', '/v1/read', {
    summary: 'Reads the number in a picture.',
    ...{ body: pictures, answer: 'Numbers', problems: pictureProblems, parameters: query },
  })
  add('get', '/v2', { summary: 'What the server is called, and can do.', answer: 'ServerMetadata', problems: [] })
  add('get', '/v2/health/live', { summary: 'Whether it lives.', answer: flag('live'), problems: [] })
  add('get', '/v2/health/ready', { summary: 'Whether it takes requests.', answer: flag('ready'), problems: [503] })
  add('get', '/v2/models', {
    summary: 'Names of the models.',
    answer: { type: 'object', properties: { models: texts }, required: ['models'] },
    problems: [],
  })
  add('post', '/v2/repository/index', { summary: 'All models and versions.', answer: index, problems: [503] })
  for (const [path, parameters] of [
    ['/v2/models/{model}', [model]],
    ['/v2/models/{model}/versions/{version}', [model, version]],
  ] as const) {
    const of = path.includes('version') ? 'a version of a model' : 'a model, of its highest version'
    add('get', path, { summary: `Tensors of ${of}.`, answer: 'ModelMetadata', problems: [404], parameters })
    add('get', `${path}/ready`, {
      summary: `Whether ${of} is ready.`,
      answer: flag('ready'),
      problems: [404, 503],
      parameters,
    })
    add('get', `${path}/config`, {
      summary: `Configuration of ${of}, as Triton has it.`,
      answer: config,
      problems: [404],
      parameters,
    })
    add('post', `${path}/infer`, {
      summary: `Computes the probabilities of images by ${of}.`,
      body: { 'application/json': reference('InferRequest') },
      answer: 'InferResponse',
      problems: [400, 404, 408, 413, 415, 429, 503],
      parameters,
    })
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'mnist serve',
      version: packageVersion(),
      description: `Answers pictures (${acceptedTypes.join(', ')}) and tensors. What is wrong is told as RFC 9457 has it.`,
    },
    paths,
    components: {
      schemas,
      ...(hasKey && { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } }),
    },
  }
}

function described({ summary, body, answer, problems, parameters }: Operation, hasKey: boolean): object {
  const problem = { content: { 'application/problem+json': { schema: reference('Problem') } } }
  const statuses = [...problems, ...(hasKey ? [401] : [])]
  return {
    summary,
    ...(parameters && { parameters }),
    ...(body && {
      requestBody: {
        required: true,
        content: Object.fromEntries(Object.entries(body).map(([type, schema]) => [type, { schema }])),
      },
    }),
    responses: {
      200: {
        description: 'The answer.',
        content: {
          'application/json': {
            schema: typeof answer === 'string' ? reference(answer as keyof typeof schemas) : answer,
          },
        },
      },
      ...Object.fromEntries(statuses.map(status => [status, { description: descriptions[status]!, ...problem }])),
    },
    ...(hasKey && { security: [{ key: [] }] }),
  }
}

const descriptions: Readonly<Record<number, string>> = {
  400: 'It is not as it should be.',
  401: 'It bears no key, or another.',
  404: 'There is no such model.',
  408: 'It did not arrive in time.',
  413: 'It is larger than a limit.',
  415: 'It is of another media type, or packed in another way.',
  422: 'It holds no picture that can be read.',
  429: 'This client has as many unanswered requests as one may.',
  503: 'There is no room for it now, or the answer takes too long.',
}
