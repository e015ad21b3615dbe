import type { ServeContext } from '../http/context.js'
import { Problem } from '../http/problem.js'
import type { Routes } from '../http/routes.js'
import type { BodyHandler } from '../http/work.js'
import { findModel } from '../models/findModel.js'
import type { ServedModel } from '../models/servedModel.js'
import type { ServedModels } from '../models/servedModels.js'
import { modelConfig, modelMetadata, serverMetadata } from './metadata.js'
import { parseInferRequest } from './request.js'
import { inferResponse, wantedOutputs } from './response.js'
import { inputImages } from './tensors.js'

/** What the routes of the Open Inference Protocol answer by. */
export interface InferenceOptions {
  readonly models: ServedModels
  readonly maxBatch: number
  /** Whether it takes requests: not before its models are open, and no more once it is to end. */
  readonly isReady: () => boolean
  readonly withBody: (handle: BodyHandler) => (c: ServeContext) => Promise<Response>
}

/** Declares the Open Inference Protocol, version 2, over HTTP. */
export function addInferenceRoutes(routes: Routes, { models, maxBatch, isReady, withBody }: InferenceOptions): void {
  const ready = (c: ServeContext) => {
    if (!isReady()) throw new Problem(503, 'the server takes no requests now', { 'retry-after': '5' })
    return c.json({ ready: true })
  }
  const modelOf = (c: ServeContext): ServedModel => findModel(models, c.req.param('model'), c.req.param('version'))
  const versionsOf = (name: string) => models.list().flatMap(model => (model.name === name ? [model.version] : []))

  routes.get('/v2', c => c.json(serverMetadata()))
  routes.get('/v2/health/live', c => c.json({ live: true }))
  routes.get('/v2/health/ready', ready)
  routes.get('/v2/models', c => c.json({ models: [...new Set(models.list().map(({ name }) => name))] }))
  routes.post('/v2/repository/index', c =>
    c.json(models.list().map(({ name, version }) => ({ name, version, state: 'READY', reason: '' }))),
  )
  for (const path of ['/v2/models/:model', '/v2/models/:model/versions/:version']) {
    routes.get(path, c => {
      const model = modelOf(c)
      return c.json(modelMetadata(model, versionsOf(model.name)))
    })
    routes.get(`${path}/config`, c => c.json(modelConfig(modelOf(c), maxBatch)))
    routes.get(`${path}/ready`, c => {
      const { name } = modelOf(c)
      ready(c)
      return c.json({ name, ready: true })
    })
    const infer = withBody(async (c, body, abandonment) => {
      const headerLength = c.req.header('inference-header-content-length')
      const { request, binary } = parseInferRequest(body, headerLength)
      const model = modelOf(c)
      const { task, classes } = model.metadata
      const wanted = wantedOutputs(request, classes.length)
      const images = inputImages(request, binary, body.length, task)
      return reply(inferResponse(model, request, wanted, await model.predict(images, abandonment)))
    })
    routes.post(`${path}/infer`, c => {
      modelOf(c) // before its body is read
      return infer(c)
    })
  }
}

function reply({ json, binary }: ReturnType<typeof inferResponse>): Response {
  if (binary.length === 0) return new Response(json, { headers: { 'content-type': 'application/json' } })
  const head = Buffer.from(json)
  return new Response(Buffer.concat([head, ...binary]), {
    headers: { 'content-type': 'application/octet-stream', 'inference-header-content-length': String(head.length) },
  })
}
