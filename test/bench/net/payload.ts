import { randomFillSync } from 'node:crypto'
import { closeSync, openSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { findContent } from '../../../src/net/torrent/content.js'
import { makeTorrent } from '../../../src/net/torrent/torrent-maker.js'

const CHUNK_BYTES = 4 << 20

/** The content to transfer. */
export interface Payload {
  /** The folder of the content. */
  readonly folder: string
  readonly name: string
  readonly sizeBytes: number
  readonly torrent: string
}

/** The size of a payload and its pieces, and whether it is sparse zeros or random bytes. */
export interface PayloadPlan {
  readonly sizeBytes: number
  readonly pieceBytes: number
  readonly isSparse: boolean
}

/** Makes a file of that size and its .torrent in the folder. */
export async function makePayload(folder: string, plan: PayloadPlan): Promise<Payload> {
  const { sizeBytes, pieceBytes, isSparse } = plan
  const name = 'payload.bin'
  const file = join(folder, name)
  if (isSparse) {
    writeFileSync(file, '')
    truncateSync(file, sizeBytes)
  } else writeRandom(file, sizeBytes)
  const torrent = join(folder, 'payload.torrent')
  const made = await makeTorrent(await findContent([file]), {
    pieceBytes,
    announceTiers: [],
    createdBy: 'bench',
    createdSeconds: 0,
    isPrivate: false,
  })
  writeFileSync(torrent, made)
  return { folder, name, sizeBytes, torrent }
}

function writeRandom(file: string, sizeBytes: number): void {
  const chunk = Buffer.alloc(CHUNK_BYTES)
  const handle = openSync(file, 'w')
  for (let left = sizeBytes; left > 0; left -= chunk.length) {
    randomFillSync(chunk)
    writeSync(handle, chunk, 0, Math.min(left, chunk.length))
  }
  closeSync(handle)
}
