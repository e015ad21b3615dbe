import { parseQueueAddress, type QueueAddress } from '../../queue/address.js'

/** The variable that holds a queue's password, where the address does not: other users of a machine see what a command is called with. */
export const passwordVariable = 'MNIST_QUEUE_PASSWORD'

/**
 * The queue that `--queue` names.
 *
 * @throws {UsageError} if it is no queue's address
 */
export function queueAddress(word: string): QueueAddress {
  const password = process.env[passwordVariable]
  return { ...(password !== undefined && { password }), ...parseQueueAddress(word) }
}
