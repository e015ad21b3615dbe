import type { Routes } from '../http/routes.js'
import type { ServedModels } from '../models/servedModels.js'
import { openApiDocument } from './document.js'
import { openApiPage, pagePolicy } from './page.js'

/** Declares the description of the server: for programs at `/openapi.json`, for people at `/`. */
export function addDescriptionRoutes(routes: Routes, models: ServedModels, hasKey: boolean): void {
  const document = openApiDocument(models.list(), hasKey)
  const page = openApiPage(document, hasKey)
  routes.get('/openapi.json', c => c.json(document))
  routes.get('/', c =>
    c.body(page, 200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': pagePolicy }),
  )
}
