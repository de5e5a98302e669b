import type { Connection } from '../wire/connection.js'

/** Many peers of one machine share these addresses. */
const LOOPBACK = /^(127\.|::1$)/

/**
 * Neighbours that were caught sending corrupt blocks. A ban is by host, since the port may change;
 * on the loopback, where all peers share a host, it is by peer id.
 */
export class Bans {
  readonly #banned = new Set<string>()

  add(connection: Connection): void {
    this.#banned.add(banKey(connection))
  }

  has(connection: Connection): boolean {
    return this.#banned.has(banKey(connection))
  }
}

function banKey({ remoteAddress, peerId }: Connection): string {
  return LOOPBACK.test(remoteAddress) ? Buffer.from(peerId).toString('hex') : remoteAddress
}
