import type { Peer } from '../../peer/peer.js'
import type { PeerOutput, Wire } from '../../peer/wire.js'
import { Relay } from '../../policy/behaviours/relay.js'
import type { Swarm } from '../../sim/swarm.js'

/** Receives every message of every peer of a swarm, by link. */
export interface TapListener {
  /** A peer was made, with the pieces that it holds. */
  made?(host: number, peer: Peer): void
  /** A peer sends a message; called before the network takes it. */
  sends(host: number, verb: Verb, now: number, link: number, piece: number, begin: number): void
  /** A peer receives a message; called before the peer takes it. */
  receives(host: number, verb: Verb, now: number, link: number, piece: number, begin: number): void
  /** The hash of a piece was checked; called before the peer takes the result. */
  verified?(host: number, piece: number, ok: boolean): void
}

/** A message of the protocol (BEP 3), or the end of a link. */
export type Verb = keyof Wire

/** Lets a listener see all messages of a swarm. Call it before the first event. */
export function tapSwarm({ population }: Swarm, listener: TapListener): void {
  const make = population.peer.bind(population)
  population.peer = (now, host, geometry, output, names, copies) => {
    const tapped = new TappedOutput(output, host, listener)
    const peer = make(now, host, geometry, tapped, names, copies)
    tapReceived(host, peer, listener)
    listener.made?.(host, peer)
    return peer
  }
}

/** Replaces the methods by which a peer receives messages. */
function tapReceived(host: number, peer: Peer, listener: TapListener): void {
  for (const verb of VERBS) {
    const receive = peer[verb].bind(peer) as (now: number, link: number, ...more: unknown[]) => void
    const tapped = (now: number, link: number, piece = 0, begin = 0, ...more: unknown[]) => {
      listener.receives(host, verb, now, link, piece, begin)
      receive(now, link, piece, begin, ...more)
    }
    Object.assign(peer, { [verb]: tapped })
  }
  const verified = peer.verified.bind(peer)
  peer.verified = (now, piece, ok) => {
    listener.verified?.(host, piece, ok)
    verified(now, piece, ok)
  }
}

/** Every message, by the name of its method. */
const VERBS: readonly Verb[] = [
  ...(['handshake', 'choke', 'unchoke', 'interested', 'notInterested', 'have'] as const),
  ...(['bitfield', 'request', 'piece', 'cancel', 'close'] as const),
]

class TappedOutput extends Relay {
  readonly #host: number
  readonly #listener: TapListener

  constructor(output: PeerOutput, host: number, listener: TapListener) {
    super(output)
    this.#host = host
    this.#listener = listener
  }

  override handshake(now: number, link: number, torrent: string, id: string): void {
    this.#listener.sends(this.#host, 'handshake', now, link, 0, 0)
    super.handshake(now, link, torrent, id)
  }

  override choke(now: number, link: number): void {
    this.#listener.sends(this.#host, 'choke', now, link, 0, 0)
    super.choke(now, link)
  }

  override unchoke(now: number, link: number): void {
    this.#listener.sends(this.#host, 'unchoke', now, link, 0, 0)
    super.unchoke(now, link)
  }

  override interested(now: number, link: number): void {
    this.#listener.sends(this.#host, 'interested', now, link, 0, 0)
    super.interested(now, link)
  }

  override notInterested(now: number, link: number): void {
    this.#listener.sends(this.#host, 'notInterested', now, link, 0, 0)
    super.notInterested(now, link)
  }

  override have(now: number, link: number, piece: number): void {
    this.#listener.sends(this.#host, 'have', now, link, piece, 0)
    super.have(now, link, piece)
  }

  override bitfield(...message: Parameters<Wire['bitfield']>): void {
    const [now, link] = message
    this.#listener.sends(this.#host, 'bitfield', now, link, 0, 0)
    super.bitfield(...message)
  }

  override request(...message: Parameters<Wire['request']>): void {
    const [now, link, piece, begin] = message
    this.#listener.sends(this.#host, 'request', now, link, piece, begin)
    super.request(...message)
  }

  override piece(...message: Parameters<Wire['piece']>): void {
    const [now, link, piece, begin] = message
    this.#listener.sends(this.#host, 'piece', now, link, piece, begin)
    super.piece(...message)
  }

  override cancel(...message: Parameters<Wire['cancel']>): void {
    const [now, link, piece, begin] = message
    this.#listener.sends(this.#host, 'cancel', now, link, piece, begin)
    super.cancel(...message)
  }

  override close(now: number, link: number): void {
    this.#listener.sends(this.#host, 'close', now, link, 0, 0)
    super.close(now, link)
  }
}
