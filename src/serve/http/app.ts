import { Hono, type MiddlewareHandler } from 'hono'
import { bearerAuth } from 'hono/bearer-auth'
import { cors } from 'hono/cors'
import { HTTPException } from 'hono/http-exception'
import { routePath } from 'hono/route'
import { LibraryError } from '../../errors.js'
import { addImageRoutes } from '../images/routes.js'
import { addInferenceRoutes } from '../inference/routes.js'
import type { ServeLimits } from '../limits.js'
import type { ServedModels } from '../models/servedModels.js'
import { addDescriptionRoutes } from '../openapi/routes.js'
import type { Admission } from './admission.js'
import type { BodyMemory } from './body.js'
import type { Environment, ServeApp, ServeContext } from './context.js'
import type { Metrics } from './metrics.js'
import { noteRoute } from './observe.js'
import { Problem, problemParts } from './problem.js'
import { createRoutes } from './routes.js'
import { withBody } from './work.js'

/** What requests are answered by. */
export interface AppOptions {
  readonly models: ServedModels
  readonly limits: ServeLimits
  readonly admission: Admission
  readonly memory: BodyMemory
  readonly metrics: Metrics
  /** Images of a batch at most. */
  readonly maxBatch: number
  /** The key that requests must bear; those for health need none. */
  readonly key?: string | undefined
  /** Origins whose pages may ask. */
  readonly origins: readonly string[]
  /** Whether the host that a request names is answered. */
  readonly isServedHost: (authority: string) => boolean
  /** Whether the server is to end. */
  readonly isDraining: () => boolean
  /** Called with what goes wrong on the side of the server. */
  readonly onError: (error: Error) => void
}

const headers = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

/** Answers requests: the routes, and what stands before all of them. */
export function createApp(options: AppOptions): ServeApp {
  const { models, limits, metrics, maxBatch, key, origins, isServedHost, isDraining, onError } = options
  const app = new Hono<Environment>()
  app.onError((error, c) => respond(c, problemOf(error, onError)))
  app.notFound(c => respond(c, new Problem(404, 'there is nothing at this address; /openapi.json lists what there is')))

  app.use(async (c, next) => {
    const { incoming, outgoing } = c.env
    for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value)
    if (!isServedHost(incoming.headers.host ?? ''))
      throw new Problem(421, 'this server does not answer to this name; ask for localhost or its IP address')
    await next()
    noteRoute(incoming, routePath(c, -1))
    if (isDraining()) outgoing.setHeader('connection', 'close')
  })
  if (origins.length > 0)
    app.use(
      cors({
        origin: [...origins],
        allowMethods: ['GET', 'POST'],
        allowHeaders: ['authorization', 'content-type', 'inference-header-content-length', 'x-request-id'],
        exposeHeaders: ['inference-header-content-length', 'x-request-id'],
        maxAge: 600,
      }),
    )
  if (key !== undefined) {
    const guard: MiddlewareHandler = bearerAuth({ token: key })
    app.use((c, next) => (isOpen(c.req.path) ? next() : guard(c as never, next)))
  }
  app.use(async (c, next) => {
    if (isDraining() && c.req.method === 'POST')
      throw new Problem(503, 'the server is about to end', { 'retry-after': '5', connection: 'close' })
    await next()
  })

  const routes = createRoutes(app)
  const work = withBody.bind(undefined, options)
  addInferenceRoutes(routes, { models, maxBatch, isReady: () => !isDraining(), withBody: work })
  addImageRoutes(routes, { models, limits, withBody: work })
  routes.get('/metrics', async c => c.body(await metrics.text(), 200, { 'content-type': metrics.contentType }))
  addDescriptionRoutes(routes, models, key !== undefined)
  routes.end()
  return app
}

/** What needs no key: the health, for whoever starts and ends the server, and the page, which is to ask for the key. */
function isOpen(path: string): boolean {
  return path.startsWith('/v2/health/') || path === '/' || path === '/openapi.json'
}

function respond(c: ServeContext, problem: Problem): Response {
  const { status, headers, body } = problemParts(problem)
  return new Response(c.req.method === 'HEAD' ? null : body, { status, headers })
}

/** What a client is told of an error. Of one on the side of the server, no word. */
function problemOf(error: Error, onError: (error: Error) => void): Problem {
  if (error instanceof Problem) return error
  if (error instanceof HTTPException) {
    const challenge = error.getResponse().headers.get('www-authenticate') ?? 'Bearer'
    return new Problem(401, 'expected the key of this server as a bearer token', { 'www-authenticate': challenge })
  }
  if (error instanceof LibraryError && error.code === 'ERR_MNIST_IMAGE') return new Problem(422, error.message)
  onError(error)
  return new Problem(500, 'something went wrong; the log of the server tells what')
}
