import type { Interface } from 'node:readline'
import type { PeerAddress } from '../../../src/net/common/peer-address.js'
import type { Cipher } from '../../../src/net/wire/mse.js'

/** What another client is to seed or to get. */
export interface ForeignTask {
  /** A .torrent, or a magnet link. */
  readonly torrent: Uint8Array | string
  /** What is right in it already is not fetched again: with all of it there, this is a seed. */
  readonly folder: string
  /** The address that it is to use; of 127.0.0.0/8. */
  readonly host: string
  /** What alone it is to accept: RC4, MSE with the words in the clear; or as little as it can. */
  readonly cipher: Cipher['name']
  /** Whom to dial; heard only by those who can be told (`dials`). */
  readonly peers: readonly PeerAddress[]
}

/** Another client that runs. */
export interface ForeignPeer {
  readonly address: PeerAddress
  /** Resolves when it has all of the torrent; rejects if it ends before. */
  readonly finished: Promise<void>
}

/** Where child processes live and end. */
export interface Household {
  /** Starts a program, which ends with the test at the latest. */
  start(program: string, args: readonly string[]): ForeignProcess
  /** A new empty folder, which vanishes with the test. */
  folder(): string
}

/** A child process, its output kept in case that the test fails. */
export interface ForeignProcess {
  /** Its standard output, an event `line` each. */
  readonly lines: Interface
  /** Its exit code, or the signal that ended it. */
  readonly end: Promise<number | string>
  /** The same as the promise, but rejects if the process ends first. */
  unlessItEnds<T>(promise: Promise<T>): Promise<T>
}

/** A real BitTorrent client. */
export interface ForeignClient {
  readonly name: string
  /** Whether it can be told whom to dial. */
  readonly dials: boolean
  /** Whether it can be told to accept nothing but MSE with the words in the clear. */
  readonly speaksMsePlain: boolean
  /** What is missing on this machine, and the line that installs it. */
  missing(): string | undefined
  run(home: Household, task: ForeignTask): Promise<ForeignPeer>
}
