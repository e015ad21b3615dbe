import type { ServeLimits } from '../limits.js'
import { busy } from './problem.js'

/** Counts the requests that are worked on. */
export interface Admission {
  /** @throws {Problem} 429 or 503 where there is no room for one more */
  expectRoom(client: string): void
  /**
   * Lets a request in.
   *
   * @returns what lets it out
   * @throws {Problem} 429 where its client has as many as one may, 503 where all have
   */
  enter(client: string): () => void
  readonly within: () => number
}

export function createAdmission({
  requests,
  clientRequests,
}: Pick<ServeLimits, 'requests' | 'clientRequests'>): Admission {
  const clients = new Map<string, number>()
  let within = 0
  function expectRoom(client: string): void {
    if ((clients.get(client) ?? 0) >= clientRequests)
      throw busy(`expected at most ${clientRequests} unanswered requests of one client, received more`, 429)
    if (within >= requests) throw busy(`the server works on ${requests} requests, as many as it may; try again soon`)
  }
  return {
    expectRoom,
    enter(client) {
      expectRoom(client)
      within++
      clients.set(client, (clients.get(client) ?? 0) + 1)
      return () => {
        within--
        const rest = clients.get(client)! - 1
        if (rest === 0) clients.delete(client)
        else clients.set(client, rest)
      }
    },
    within: () => within,
  }
}
