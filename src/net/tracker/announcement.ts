import type { PeerAddress } from '../common/peer-address.js'

/** What a peer tells a tracker (BEP 3, BEP 15). */
export interface AnnounceRequest {
  readonly infoHash: Uint8Array
  readonly peerId: Uint8Array
  readonly port: number
  readonly uploadedBytes: number
  readonly downloadedBytes: number
  readonly leftBytes: number
  readonly event: 'started' | 'completed' | 'stopped' | ''
  /** How many addresses are wanted. */
  readonly want: number
  /** Calls it off. */
  readonly signal?: AbortSignal
}

/** A peer as a tracker names it; only the dictionary form says the id. */
export interface AnnouncedPeer extends PeerAddress {
  readonly id?: Uint8Array
}

/** What a tracker answers. */
export interface AnnounceAnswer {
  readonly intervalSeconds: number
  readonly minIntervalSeconds: number
  readonly seeders?: number
  readonly leechers?: number
  /** The dialable ones, at most `MOST_PEERS`; the asker may be among them. */
  readonly peers: readonly AnnouncedPeer[]
  readonly warning?: string
}

/** How a swarm stands (BEP 48). */
export interface ScrapeAnswer {
  readonly seeders: number
  readonly leechers: number
  /** How often the download was completed, as far as the tracker knows. */
  readonly completed: number
}

/** More addresses of one answer are not read. */
export const MOST_PEERS = 2000

/** When a tracker does not say, half an hour is usual. */
const DEFAULT_INTERVAL_SECONDS = 30 * 60
const LEAST_INTERVAL_SECONDS = 10
const MOST_INTERVAL_SECONDS = 24 * 3600

/** An interval within what is sane: not so short that we would flood, not for ever. */
export function clampedInterval(seconds = DEFAULT_INTERVAL_SECONDS): number {
  return Math.min(Math.max(seconds, LEAST_INTERVAL_SECONDS), MOST_INTERVAL_SECONDS)
}

const MOST_TEXT_CHARACTERS = 200

/** What a tracker says to people, fit for a terminal: on one line, of bounded length. */
export function oneLine(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, 4 * MOST_TEXT_CHARACTERS))
  const plain = text.replace(/[\p{C}\s]+/gu, ' ').trim()
  return plain.length > MOST_TEXT_CHARACTERS ? `${plain.slice(0, MOST_TEXT_CHARACTERS)}…` : plain
}
