// The package has no types of its own; these are the parts that our tests compare with.
declare module 'parse-torrent' {
  interface Parsed {
    infoHash: string
    name?: string
    announce: string[]
    private?: boolean
    comment?: string
    createdBy?: string
    created?: Date
    urlList: string[]
    peerAddresses: string[]
    files: { path: string; length: number; offset: number }[]
    length: number
    pieceLength: number
    pieces: string[]
  }
  export default function parseTorrent(source: Uint8Array | string): Promise<Parsed>
  export function toMagnetURI(parsed: {
    infoHash: string
    name?: string
    announce?: string[]
    peerAddresses?: string[]
  }): string
}
