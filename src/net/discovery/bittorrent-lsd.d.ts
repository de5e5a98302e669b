// The bittorrent-lsd package has no types of its own; this is the part of it that is used.
declare module 'bittorrent-lsd' {
  import type { Socket } from 'node:dgram'
  import type { EventEmitter } from 'node:events'

  interface LSDEvents {
    /** `address` is `HOST:PORT`, the port unchecked; the hash is in hex, of any torrent. */
    peer: [address: string, infoHash: string]
    error: [error: Error]
    warning: [error: Error | string]
  }

  export default class LSD extends EventEmitter<LSDEvents> {
    constructor(options: { peerId: string; infoHash: string; port: number })
    readonly server: Socket
    start(): void
    destroy(done: () => void): void
  }
}
