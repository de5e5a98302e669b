import { randomBytes } from 'node:crypto'

/** What we call ourselves (BEP 10), before the version. */
export const CLIENT_NAME = 'swarm-sim'

/** How our peer ids begin (BEP 20). */
const PREFIX = '-SW0100-'

/** Requests that we keep for each neighbour without dropping any (BEP 10, `reqq`). */
export const REQUEST_QUEUE = 2000

/** A new peer id, 20 bytes (BEP 20). */
export function newPeerId(): Uint8Array {
  return Buffer.concat([Buffer.from(PREFIX, 'latin1'), randomBytes(20 - PREFIX.length)])
}
