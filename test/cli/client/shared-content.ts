import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { encode } from '../../../src/base/bencode.js'
import { Client } from '../../../src/net/session/client.js'
import { type Metainfo, readMetainfo } from '../../../src/net/torrent/metainfo.js'
import { DEFAULT_PEER_SETTINGS } from '../../../src/peer/settings.js'
import { noise } from '../../net/session/memory-store.js'

/** Creates a folder that is removed when the test ends. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'swarm-get-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A file of a generated torrent; padding (BEP 47) has the attribute `p`. */
export interface MadeFile {
  readonly path: string
  readonly sizeBytes: number
  readonly attr?: string
}

/** A torrent whose content and .torrent file are in `folder`. */
export interface Shared {
  readonly folder: string
  readonly torrent: string
  readonly metainfo: Metainfo
  /** The correct bytes of each file, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

/** Makes a torrent called `album`; one file with an empty path makes it a single file. */
export function shared(
  files: readonly MadeFile[],
  pieceBytes: number,
  more: { readonly private?: number } = {},
): Shared {
  const folder = freshFolder()
  const contents = new Map<string, Uint8Array>()
  for (const { path, sizeBytes, attr } of files) {
    const bytes = attr === 'p' ? new Uint8Array(sizeBytes) : noise(sizeBytes, path)
    contents.set(path, bytes)
    if (attr === 'p') continue
    const place = path === '' ? join(folder, 'album') : join(folder, 'album', path)
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, bytes)
  }
  const all = Buffer.concat([...contents.values()])
  const hashes: Buffer[] = []
  for (let at = 0; at < all.length; at += pieceBytes) {
    hashes.push(
      createHash('sha1')
        .update(all.subarray(at, at + pieceBytes))
        .digest(),
    )
  }
  const single = files.length === 1 && files[0].path === ''
  const list = files.map(({ path, sizeBytes: length, attr }) => ({
    ...{ length, path: path.split('/') },
    ...(attr && { attr }),
  }))
  const info = {
    name: 'album',
    'piece length': pieceBytes,
    pieces: Buffer.concat(hashes),
    ...(single ? { length: all.length } : { files: list }),
    ...more,
  }
  const written = encode({ info })
  const torrent = join(folder, 'album.torrent')
  writeFileSync(torrent, written)
  return { folder, torrent, metainfo: readMetainfo(written), files: contents }
}

/** Seeds a torrent on the loopback until the test ends; `peer` is the address to dial. */
export async function seeding(
  { folder, metainfo }: Pick<Shared, 'folder' | 'metainfo'>,
  upBytesPerSecond = Number.POSITIVE_INFINITY,
): Promise<{ readonly client: Client; readonly peer: string }> {
  const client = new Client({
    ...{ torrent: metainfo, folder, readOnly: true, client: 'test', host: '127.0.0.1', port: 0 },
    encryption: 'off',
    settings: DEFAULT_PEER_SETTINGS,
    policies: { choker: 'tit-for-tat', seedChoker: 'seed-rotating', picker: 'rarest-first' },
    up: {
      bytesPerSecond: upBytesPerSecond,
      wireBytes: (bytes: number) => bytes,
      ackBytes: () => 0,
    },
    down: { bytesPerSecond: Number.POSITIVE_INFINITY },
    ...{ userPeers: [], dht: false, lsd: false, listener: {} },
  })
  await client.start()
  onTestFinished(() => client.close())
  return { client, peer: `127.0.0.1:${client.port}` }
}
