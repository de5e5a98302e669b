import { randomBytes } from 'node:crypto'

/** The client name that we send (BEP 10), before the version. */
export const CLIENT_NAME = 'swarm-sim'

/** The first bytes of our peer ids (BEP 20). */
const PREFIX = '-SW0100-'

/** Requests that we queue for each neighbour before dropping any (BEP 10, `reqq`). */
export const REQUEST_QUEUE = 2000

/** Makes a new peer id of 20 bytes (BEP 20). */
export function newPeerId(): Uint8Array {
  return Buffer.concat([Buffer.from(PREFIX, 'latin1'), randomBytes(20 - PREFIX.length)])
}
