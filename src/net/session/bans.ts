import type { Connection } from '../wire/connection.js'

/** Many peers of one machine share these addresses. */
const LOOPBACK = /^(127\.|::1$)/

/**
 * Those who were caught sending corrupt blocks. They are known by their host, whatever port they
 * come from next; on the loopback, where all are one host, by peer id.
 */
export class Bans {
  readonly #banned = new Set<string>()

  add(connection: Connection): void {
    this.#banned.add(markOf(connection))
  }

  has(connection: Connection): boolean {
    return this.#banned.has(markOf(connection))
  }
}

function markOf({ remoteAddress, peerId }: Connection): string {
  return LOOPBACK.test(remoteAddress) ? Buffer.from(peerId).toString('hex') : remoteAddress
}
