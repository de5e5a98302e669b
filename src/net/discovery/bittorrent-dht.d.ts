// The bittorrent-dht package has no types of its own; this is the part of it that is used.
declare module 'bittorrent-dht' {
  import type { EventEmitter } from 'node:events'
  import type { AddressInfo } from 'node:net'

  interface DHTEvents {
    peer: [peer: { host: string; port: number }, infoHash: Buffer]
    listening: []
    ready: []
    node: []
    error: [error: Error]
    warning: [error: Error]
  }

  export default class DHT extends EventEmitter<DHTEvents> {
    constructor(options: {
      /** `HOST:PORT` each. */
      bootstrap: readonly string[]
      /** Peers stored for others: how many, and for how many milliseconds. */
      maxPeers: number
      maxAge: number
      /** The most lookup tables that are kept. */
      maxTables: number
      /** Replaces the socket from `node:dgram`. */
      socket: EventEmitter
    })
    readonly nodes: { count(): number }
    readonly listening: boolean
    listen(port: number, host?: string): void
    address(): AddressInfo
    lookup(infoHash: Uint8Array, done: (error: Error | null) => void): void
    announce(infoHash: Uint8Array, port: number, done: (error: Error | null) => void): void
    addNode(node: { host: string; port: number }): void
    destroy(done: () => void): void
  }
}
