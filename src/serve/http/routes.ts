import type { ServeApp, ServeContext } from './context.js'
import { Problem } from './problem.js'

/** Declares the routes of an app, and answers other methods at the same addresses by status 405. */
export interface Routes {
  get(path: string, handle: (c: ServeContext) => Response | Promise<Response>): void
  post(path: string, handle: (c: ServeContext) => Response | Promise<Response>): void
  /** Called once, after all. */
  end(): void
}

export function createRoutes(app: ServeApp): Routes {
  const methods = new Map<string, string[]>()
  const declare = (path: string, ...names: string[]) => methods.set(path, [...(methods.get(path) ?? []), ...names])
  return {
    get(path, handle) {
      declare(path, 'GET', 'HEAD')
      app.get(path, handle)
    },
    post(path, handle) {
      declare(path, 'POST')
      app.post(path, handle)
    },
    end() {
      for (const [path, names] of methods) {
        const allow = names.join(', ')
        app.all(path, () => {
          throw new Problem(405, `expected the method ${allow}, received another`, { allow })
        })
      }
    },
  }
}
