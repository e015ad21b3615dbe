import type { ServeLimits } from '../limits.js'
import type { Admission } from './admission.js'
import { type BodyMemory, readBody } from './body.js'
import type { ServeContext } from './context.js'
import { busy } from './problem.js'

/** Answers a request by its body. */
export type BodyHandler = (c: ServeContext, body: Buffer, signal: AbortSignal) => Promise<Response>

/**
 * A handler of requests with a body. A request takes its place among those that are worked on once its body is there, so that slow clients keep
 * none from others; it loses what has not been computed yet where its client goes away, or its time is over.
 */
export function withBody(
  { admission, memory, limits }: { admission: Admission; memory: BodyMemory; limits: ServeLimits },
  handle: BodyHandler,
): (c: ServeContext) => Promise<Response> {
  return async c => {
    const { incoming, outgoing } = c.env
    const client = incoming.socket.remoteAddress ?? ''
    admission.expectRoom(client)
    const { body, release } = await readBody(incoming, limits, memory)
    const controller = new AbortController()
    const abandon = () => controller.abort(busy('the client has gone'))
    const late = () =>
      controller.abort(
        busy(`expected an answer within ${limits.timeout / 1000} seconds; try again when there is less to do`),
      )
    const timer = setTimeout(late, limits.timeout)
    let leave: (() => void) | undefined
    try {
      leave = admission.enter(client)
      outgoing.once('close', abandon)
      return await Promise.race([handle(c, body, controller.signal), rejection(controller.signal)])
    } finally {
      clearTimeout(timer)
      outgoing.off('close', abandon)
      leave?.()
      release()
    }
  }
}

/** Never resolves; rejects with the reason of a signal. */
function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
  })
}
