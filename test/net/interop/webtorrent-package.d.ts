// The package has no types of its own; these are the parts that the test script uses.
declare module 'webtorrent' {
  export default class WebTorrent {
    constructor(options: object)
    /** Known once it listens. */
    readonly torrentPort: number
    on(event: 'error', heard: (error: Error) => void): this
    on(event: 'listening', heard: () => void): this
    add(torrent: string | Uint8Array, options: { readonly path: string }): Torrent
  }

  interface Torrent {
    on(event: 'infoHash' | 'done', heard: () => void): this
    on(event: 'warning', heard: (warning: unknown) => void): this
    addPeer(address: string): boolean
  }
}
