// The package has no types of its own; this is what the tests hold ours against.
declare module 'create-torrent' {
  export default function createTorrent(
    path: string,
    options: { announceList: string[][]; pieceLength: number },
    done: (error: Error | null, torrent: Uint8Array) => void,
  ): void
}
