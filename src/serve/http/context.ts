import type { HttpBindings } from '@hono/node-server'
import type { Context, Hono } from 'hono'

/** What Hono knows of a request here: Node's own objects. */
export interface Environment {
  Bindings: HttpBindings
}

export type ServeContext = Context<Environment>
export type ServeApp = Hono<Environment>
