import type { AnnounceRequest } from '../../../src/net/tracker/announcement.js'

/** 20 bytes, most of them not ASCII: each must survive a URL. */
export const INFO_HASH = Uint8Array.from({ length: 20 }, (_, i) => (i * 37 + 200) % 256)

/** Returns a peer id that ends with a number. */
export function peerIdOf(n: number): Uint8Array {
  const id = Buffer.from('-SW0001-000000000000')
  id.writeUInt32BE(n, 16)
  return Uint8Array.from(id)
}

/** Returns an announce, with the given values changed. */
export function requestOf(given: Partial<AnnounceRequest> = {}): AnnounceRequest {
  return {
    infoHash: INFO_HASH,
    peerId: peerIdOf(1),
    port: 6881,
    uploadedBytes: 0,
    downloadedBytes: 0,
    leftBytes: 1000,
    event: 'started',
    want: 50,
    ...given,
  }
}
