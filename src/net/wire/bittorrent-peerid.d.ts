// The bittorrent-peerid package has no types of its own; this is the part of it that is used.
declare module 'bittorrent-peerid' {
  /** Throws for an id that is not 20 bytes long. */
  export default function peerid(peerId: Buffer): {
    client?: string
    version?: string | null
  }
}
