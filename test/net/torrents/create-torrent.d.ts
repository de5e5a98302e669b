// The package has no types of its own; these are the parts that our tests compare with.
declare module 'create-torrent' {
  export default function createTorrent(
    path: string,
    options: { announceList: string[][]; pieceLength: number },
    done: (error: Error | null, torrent: Uint8Array) => void,
  ): void
}
