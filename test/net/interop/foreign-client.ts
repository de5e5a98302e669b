import type { Interface } from 'node:readline'
import type { PeerAddress } from '../../../src/net/common/peer-address.js'
import type { Cipher } from '../../../src/net/wire/mse.js'

/** What another client should seed or download. */
export interface ForeignTask {
  /** A .torrent, or a magnet link. */
  readonly torrent: Uint8Array | string
  /**
   * Its folder; correct content there is not fetched again, and all of it there makes this a seed.
   */
  readonly folder: string
  /** The address that it should use, in 127.0.0.0/8. */
  readonly host: string
  /** The only encryption to accept: RC4, MSE with plain messages, or as little as possible. */
  readonly cipher: Cipher['name']
  /** Peers to dial; ignored by clients that choose them alone (`dials`). */
  readonly peers: readonly PeerAddress[]
}

/** Another client while it runs. */
export interface ForeignPeer {
  readonly address: PeerAddress
  /** Resolves when it has the whole torrent; rejects if the client ends before. */
  readonly finished: Promise<void>
}

/** Owns child processes and folders. */
export interface Environment {
  /** Starts a program that ends with the test at the latest. */
  start(program: string, args: readonly string[]): ForeignProcess
  /** Creates an empty folder that is deleted with the test. */
  folder(): string
}

/** A child process; its output is kept in case the test fails. */
export interface ForeignProcess {
  /** Its standard output, one `line` event per text line. */
  readonly lines: Interface
  /** Its exit code, or the signal that ended it. */
  readonly end: Promise<number | string>
  /** Returns the same promise, but rejects if the process ends first. */
  unlessItEnds<T>(promise: Promise<T>): Promise<T>
}

/** A real BitTorrent client. */
export interface ForeignClient {
  readonly name: string
  /** Whether it can be told which peers to dial. */
  readonly dials: boolean
  /** Whether it can be told to accept only MSE with plain messages. */
  readonly speaksMsePlain: boolean
  /** Returns what is missing on this machine and the command that installs it. */
  missing(): string | undefined
  run(environment: Environment, task: ForeignTask): Promise<ForeignPeer>
}
