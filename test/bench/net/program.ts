import type { Side } from './side.js'

/** What a client is to seed or to download. */
export interface Job {
  /** The .torrent. */
  readonly torrent: string
  /** Where the content lies, or is to lie, under the torrent's name. */
  readonly folder: string
  /** The content's name. */
  readonly name: string
  /** Where it is to listen, on 127.0.0.1. */
  readonly port: number
  /** Where the other side listens, if it is to be dialled; null: it will dial. */
  readonly peerPort: number | null
  /** The URL of a tracker, for clients that hear of peers in no other way. */
  readonly tracker: string
  /** A free port, for clients that are asked by RPC. */
  readonly rpcPort: number
  /** A folder for what a client keeps beside the content. */
  readonly scratch: string
}

/** A BitTorrent client that can be measured. */
export interface Program {
  readonly name: string
  /** It dials nobody on this machine: the seeder dials it, once it is there. */
  readonly isDialled?: boolean
  /** As a seeder, once the other side has left: how many of its requests waited at the most. */
  peakRequests?(side: Side): Promise<number>
  /** Its version, or undefined if it is not installed. */
  version(): string | undefined
  seed(job: Job): Side | Promise<Side>
  get(job: Job): Side | Promise<Side>
}
