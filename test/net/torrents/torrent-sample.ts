import { type BencodeInput, encode } from '../../../src/base/bencode.js'
import { TorrentError } from '../../../src/net/torrent/torrent-error.js'

/** A dictionary to encode. */
export type Fields = { readonly [key: string]: BencodeInput | undefined }

/** Returns a valid info dictionary of one file of 90,000 bytes, overridden by `more`. */
export function sampleInfo(more: Fields = {}): Fields {
  return {
    name: 'song.ogg',
    'piece length': 32_768,
    pieces: new Uint8Array(60).map((_, i) => i),
    length: 90_000,
    ...more,
  }
}

/** Returns the same for a folder, in pieces of 1 KiB; a file is its path and length. */
export function folderInfo(files: readonly (readonly [path: string, bytes: number])[]): Fields {
  const size = files.reduce((sum, [, bytes]) => sum + bytes, 0)
  return sampleInfo({
    name: 'album',
    length: undefined,
    'piece length': 1024,
    pieces: new Uint8Array(20 * Math.ceil(size / 1024)),
    files: files.map(([path, length]) => ({ length, path: path.split('/') })),
  })
}

/** Returns a whole .torrent. */
export function torrentBytes(info: Fields, more: Fields = {}): Uint8Array {
  return encode({ announce: 'http://a.example/announce', ...more, info })
}

/** Returns the message of the TorrentError that a function throws. */
export function refusalOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof TorrentError) return error.message
    throw error
  }
  throw new Error('it was not refused')
}
