import { Abandonment } from '../abandonment.js'
import type { ServeLimits } from '../limits.js'
import type { Admission } from './admission.js'
import { type BodyMemory, readBody } from './body.js'
import type { ServeContext } from './context.js'
import { busy } from './problem.js'

/** Answers a request by its body. */
export type BodyHandler = (c: ServeContext, body: Buffer, abandonment: Abandonment) => Promise<Response>

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
    const abandonment = new Abandonment()
    const leaveUnanswered = () => abandonment.abandon(busy('the client has gone'))
    const late = () =>
      abandonment.abandon(
        busy(`expected an answer within ${limits.timeout / 1000} seconds; try again when there is less to do`),
      )
    const timer = setTimeout(late, limits.timeout)
    let leave: (() => void) | undefined
    try {
      leave = admission.enter(client)
      outgoing.once('close', leaveUnanswered)
      return await new Promise<Response>((resolve, reject) => {
        abandonment.listen(reject)
        handle(c, body, abandonment).then(resolve, reject)
      })
    } finally {
      clearTimeout(timer)
      outgoing.off('close', leaveUnanswered)
      leave?.()
      release()
    }
  }
}
