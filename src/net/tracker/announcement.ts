import type { PeerAddress } from '../common/peer-address.js'

/** An announce to a tracker (BEP 3, BEP 15). */
export interface AnnounceRequest {
  readonly infoHash: Uint8Array
  readonly peerId: Uint8Array
  readonly port: number
  readonly uploadedBytes: number
  readonly downloadedBytes: number
  readonly leftBytes: number
  readonly event: 'started' | 'completed' | 'stopped' | ''
  /** How many peers are wanted (`numwant`). */
  readonly want: number
  /** Cancels the announce. */
  readonly signal?: AbortSignal
}

/** A peer in a tracker's answer; only the dictionary form has its id. */
export interface AnnouncedPeer extends PeerAddress {
  readonly id?: Uint8Array
}

/** A tracker's answer to an announce. */
export interface AnnounceAnswer {
  readonly intervalSeconds: number
  readonly minIntervalSeconds: number
  readonly seeders?: number
  readonly leechers?: number
  /** At most `MAX_PEERS` that can be dialled; we may be among them. */
  readonly peers: readonly AnnouncedPeer[]
  readonly warning?: string
}

/** A swarm's counts (BEP 48). */
export interface ScrapeAnswer {
  readonly seeders: number
  readonly leechers: number
  /** How many downloads the tracker has seen complete. */
  readonly completed: number
}

/** The most addresses read from one answer. */
export const MAX_PEERS = 2000

/** The interval if a tracker sends none; half an hour is usual. */
const DEFAULT_INTERVAL_SECONDS = 30 * 60
const LEAST_INTERVAL_SECONDS = 10
const MAX_INTERVAL_SECONDS = 24 * 3600

/** Limits an interval to between ten seconds and a day. */
export function clampedInterval(seconds = DEFAULT_INTERVAL_SECONDS): number {
  return Math.min(Math.max(seconds, LEAST_INTERVAL_SECONDS), MAX_INTERVAL_SECONDS)
}

const MAX_TEXT_CHARACTERS = 200

/** Makes a tracker's text safe for a terminal: on one line and of bounded length. */
export function oneLine(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, 4 * MAX_TEXT_CHARACTERS))
  const plain = text.replace(/[\p{C}\s]+/gu, ' ').trim()
  return plain.length > MAX_TEXT_CHARACTERS ? `${plain.slice(0, MAX_TEXT_CHARACTERS)}…` : plain
}
