import { readCompact } from '../common/peer-address.js'
import type { AnnounceAnswer, AnnounceRequest, ScrapeAnswer } from './announcement.js'
import { clampedInterval, MAX_PEERS } from './announcement.js'
import { TrackerError } from './tracker-error.js'
import { ACTION, EVENTS, UdpTrackerClient } from './udp-tracker-client.js'

/** The time limit of an exchange. */
interface Bounds {
  readonly signal: AbortSignal
  readonly seconds: number
}

/** Announces by UDP (BEP 15). */
export async function askByUdp(
  tracker: URL,
  request: AnnounceRequest,
  bounds: Bounds,
): Promise<AnnounceAnswer> {
  const client = await UdpTrackerClient.connect(tracker, bounds)
  try {
    const answer = await client.request(ACTION.announce, announceBody(request))
    return readUdpAnnounce(answer, client.family)
  } finally {
    client.close()
  }
}

/** Scrapes by UDP (BEP 15). */
export async function scrapeByUdp(
  tracker: URL,
  infoHash: Uint8Array,
  bounds: Bounds,
): Promise<ScrapeAnswer> {
  const client = await UdpTrackerClient.connect(tracker, bounds)
  try {
    return readUdpScrape(await client.request(ACTION.scrape, infoHash))
  } finally {
    client.close()
  }
}

/** Encodes the part of an announce after connection id, action and transaction id. */
function announceBody(request: AnnounceRequest): Uint8Array {
  const body = Buffer.alloc(82)
  body.set(request.infoHash, 0)
  body.set(request.peerId, 20)
  body.writeBigUInt64BE(BigInt(request.downloadedBytes), 40)
  body.writeBigUInt64BE(BigInt(request.leftBytes), 48)
  body.writeBigUInt64BE(BigInt(request.uploadedBytes), 56)
  body.writeUInt32BE(EVENTS[request.event], 64)
  // Address 0: the tracker takes the sender's. The key may be anything constant.
  body.set(request.peerId.subarray(16), 72)
  body.writeInt32BE(request.want, 76)
  body.writeUInt16BE(request.port, 80)
  return body
}

/**
 * Reads the part of an announce answer after the transaction id.
 * @throws TrackerError, and nothing else
 */
export function readUdpAnnounce(bytes: Uint8Array, family: 4 | 6): AnnounceAnswer {
  if (bytes.length < 12)
    throw new TrackerError(`its answer is too short: ${bytes.length} of 12 bytes`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const interval = view.getInt32(0)
  if (interval < 0) throw new TrackerError(`its "interval" is negative: ${interval}`)
  const intervalSeconds = clampedInterval(interval)
  const answer = { intervalSeconds, minIntervalSeconds: clampedInterval(0) }
  const [leechers, seeders] = [view.getUint32(4), view.getUint32(8)]
  try {
    const peers = readCompact(bytes.subarray(12), family, MAX_PEERS)
    return { ...answer, seeders, leechers, peers }
  } catch (failure) {
    throw new TrackerError(`its answer has ${(failure as RangeError).message}`)
  }
}

/** Reads the part of a scrape answer for one torrent after the transaction id. */
export function readUdpScrape(bytes: Uint8Array): ScrapeAnswer {
  if (bytes.length !== 12) {
    throw new TrackerError(`its scrape of one torrent has ${bytes.length} bytes, not 12`)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return { seeders: view.getUint32(0), completed: view.getUint32(4), leechers: view.getUint32(8) }
}
