import type { Side } from './side.js'

/** What a client should seed or download. */
export interface Job {
  /** The .torrent. */
  readonly torrent: string
  /** The folder with the content, or for it, under the torrent's name. */
  readonly folder: string
  /** The content's name. */
  readonly name: string
  /** The port to listen on, on 127.0.0.1. */
  readonly port: number
  /** The port of the other side to dial; null if the other side dials. */
  readonly peerPort: number | null
  /** The URL of a tracker, for clients that learn of peers in no other way. */
  readonly tracker: string
  /** A free port, for clients that are controlled by RPC. */
  readonly rpcPort: number
  /** A folder for a client's own files. */
  readonly scratch: string
}

/** A BitTorrent client that can be measured. */
export interface Program {
  readonly name: string
  /** Whether it dials nobody on this machine, so that the seed must dial it. */
  readonly isDialled?: boolean
  /** As a seed, after the other side has left: the most requests that waited at a time. */
  peakRequests?(side: Side): Promise<number>
  /** Its version, or undefined if it is not installed. */
  version(): string | undefined
  seed(job: Job): Side | Promise<Side>
  get(job: Job): Side | Promise<Side>
}
