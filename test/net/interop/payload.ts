import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findContent } from '../../../src/net/torrent/content.js'
import { type Metainfo, readMetainfo } from '../../../src/net/torrent/metainfo.js'
import { makeTorrent } from '../../../src/net/torrent/torrent-maker.js'
import { noise } from '../session/memory-store.js'

/** The files of the torrent; pieces cross their boundaries. */
const FILES = {
  'album/a first song.bin': 1_500_001,
  'album/cover.bin': 700,
  'album/deep/er/zweites Stück.bin': 1_100_003,
}

const PIECE_BYTES = 65_536

/** A torrent and the folder with its content. */
export interface Payload {
  readonly metainfo: Metainfo
  readonly torrent: Uint8Array
  readonly folder: string
}

/** Writes the content and makes a torrent of it. */
export async function makePayload(folder: string, trackers: readonly string[]): Promise<Payload> {
  for (const [path, sizeBytes] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), noise(sizeBytes, path))
  }
  const torrent = await makeTorrent(await findContent([join(folder, 'album')]), {
    pieceBytes: PIECE_BYTES,
    announceTiers: trackers.map((tracker) => [tracker]),
    createdBy: 'interop',
    createdSeconds: 0,
    isPrivate: false,
  })
  return { metainfo: readMetainfo(torrent), torrent, folder }
}

/** Returns the errors in a folder that should hold the content; none if every byte is right. */
export function faultsIn(folder: string): string[] {
  return Object.entries(FILES).flatMap(([path, sizeBytes]) => {
    const directory = dirname(join(folder, path))
    try {
      const found = readFileSync(join(folder, path))
      const right = noise(sizeBytes, path)
      if (found.length !== right.length) return `${path}: ${found.length} bytes of ${sizeBytes}`
      const at = right.findIndex((byte, i) => byte !== found[i])
      return at < 0 ? [] : `${path}: byte ${at} is wrong`
    } catch {
      return `${path}: is not there, only ${readdirSync(directory, { recursive: true })}`
    }
  })
}
