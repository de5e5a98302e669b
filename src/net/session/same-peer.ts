import type { Connection } from '../wire/connection.js'
import type { SessionLink } from './session-link.js'

/**
 * Names a peer by its id and its host. Anybody can take a peer's id, so the same id on another host
 * is another neighbour: nobody who dials us ends the link of somebody else.
 */
export function peerNameOf({ peerId, remoteAddress }: Connection): string {
  return `${Buffer.from(peerId).toString('hex')}@${remoteAddress}`
}

/** Finds another link to the same peer. */
export function otherLinkTo(
  connection: Connection,
  links: readonly SessionLink[],
): SessionLink | undefined {
  const name = peerNameOf(connection)
  return links.find((link) => link.connection !== null && peerNameOf(link.connection) === name)
}
