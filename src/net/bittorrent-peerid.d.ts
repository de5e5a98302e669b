// The bittorrent-peerid package has no types of its own; this is the part of it that is used.
declare module 'bittorrent-peerid' {
  /** Takes 20 bytes in hex. May throw on bytes that its tables do not foresee. */
  export default function identify(peerId: string): { client: string; version?: string }
}
