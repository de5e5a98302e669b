// The bittorrent-tracker package has no types of its own; this is the part of it that is used.
declare module 'bittorrent-tracker' {
  import type { EventEmitter } from 'node:events'
  import type { Server as HttpServer } from 'node:http'

  interface Figures {
    uploaded: number
    downloaded: number
    left: number
  }

  export class Client extends EventEmitter {
    constructor(options: {
      infoHash: Uint8Array
      peerId: Uint8Array
      announce: readonly string[]
      port: number
      wrtc: false
    })
    start(figures: Figures): void
    complete(figures: Figures): void
    stop(figures: Figures): void
    scrape(): void
    destroy(done: () => void): void
  }

  export class Server extends EventEmitter {
    constructor(options: { ws: false; stats: false; interval: number })
    readonly http: HttpServer
    readonly udp4: import('node:dgram').Socket
    listen(port: number, hosts: Readonly<Record<'http' | 'udp' | 'udp6', string>>): void
    close(done: () => void): void
  }
}
