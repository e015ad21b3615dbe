import type { ServeContext } from '../http/context.js'
import type { Routes } from '../http/routes.js'
import type { BodyHandler } from '../http/work.js'
import type { ServeLimits } from '../limits.js'
import { findModel } from '../models/findModel.js'
import type { ServedModels } from '../models/servedModels.js'
import { answerPictures } from './answerPictures.js'
import { picturesOf } from './pictures.js'

/** Declares what people ask: `/v1/predict` and `/v1/read`, with the answers of `mnist predict --json` and `mnist read --json`. */
export function addImageRoutes(
  routes: Routes,
  {
    models,
    limits,
    withBody,
  }: {
    readonly models: ServedModels
    readonly limits: Pick<ServeLimits, 'pixels' | 'pictures'>
    readonly withBody: (handle: BodyHandler) => (c: ServeContext) => Promise<Response>
  },
): void {
  const modelOf = (c: ServeContext) => findModel(models, c.req.query('model'), c.req.query('version'))
  for (const [path, question] of [
    ['/v1/predict', 'classify'],
    ['/v1/read', 'read'],
  ] as const) {
    const answer = withBody(async (c, body, abandonment) => {
      const sent = await picturesOf(c.req.header('content-type'), body, limits.pictures)
      return c.json(await answerPictures(question, modelOf(c), sent, { pixels: limits.pixels, abandonment }))
    })
    routes.post(path, c => {
      modelOf(c) // before its body is read
      return answer(c)
    })
  }
}
