import { createHash } from 'node:crypto'
import { METADATA_PIECE_BYTES } from './metadata-message.js'

/** The largest info dictionary; one of 400,000 pieces has 8 MB. */
export const MAX_METADATA_BYTES = 8 * 1024 * 1024

/** The most pieces requested from one peer at a time. */
const PIECES_IN_FLIGHT = 4

/** The time limit of a request, and the pause after a refusal. */
const RETRY_SECONDS = 10

/** A peer is dropped after this many refusals or timeouts. */
const MAX_REFUSALS = 3

/** A peer that offers the info dictionary. */
interface MetadataSource<Peer> {
  readonly peer: Peer
  /** The dictionary's size as the peer sent it. */
  readonly totalBytes: number
  /** The pieces requested from it, and when, in seconds. */
  readonly requested: Map<number, number>
  refusals: number
  pausedUntil: number
}

/** The dictionary while its pieces arrive. */
interface Draft<Peer> {
  readonly bytes: Uint8Array
  /** The peer that sent each piece. */
  readonly from: (Peer | undefined)[]
  /** If set, the only peer that is asked. */
  readonly only: Peer | undefined
}

/**
 * Fetches a torrent's info dictionary from peers (BEP 9). It uses no sockets and no clock: the
 * caller passes in events with their time (`now`, in seconds) and sends the requests. Pieces come
 * from all peers that claim the most common size. If the result does not match the info hash,
 * pieces come from one peer at a time, and a peer whose dictionary is wrong is not asked again.
 * `Peer` is any identity of a peer.
 */
export class MetadataFetch<Peer> {
  /** The info dictionary, once it is complete and matches the info hash. */
  info: Uint8Array | null = null
  readonly #infoHash: Uint8Array
  readonly #request: (peer: Peer, piece: number) => void
  readonly #sources = new Map<Peer, MetadataSource<Peer>>()
  readonly #distrusted = new Set<Peer>()
  #draft: Draft<Peer> | null = null
  #oneByOne = false

  constructor(infoHash: Uint8Array, request: (peer: Peer, piece: number) => void) {
    this.#infoHash = infoHash
    this.#request = request
  }

  /** Adds a peer that offers the dictionary with its size (`metadata_size`). */
  addPeer(now: number, peer: Peer, totalBytes: number): void {
    if (!(totalBytes >= 1 && totalBytes <= MAX_METADATA_BYTES)) return
    if (this.#distrusted.has(peer) || this.#sources.has(peer)) return
    const source = { peer, totalBytes, requested: new Map(), refusals: 0, pausedUntil: now }
    this.#sources.set(peer, source)
    this.wake(now)
  }

  /** Removes a peer that has disconnected. */
  removePeer(now: number, peer: Peer): void {
    this.#sources.delete(peer)
    this.wake(now)
  }

  /** Handles a peer's refusal to send a piece. */
  reject(now: number, peer: Peer, piece: number): void {
    const source = this.#sources.get(peer)
    if (!source?.requested.has(piece)) return
    this.#refused(now, source)
    this.wake(now)
  }

  /** Handles a received piece; ignores one that was not requested. */
  data(now: number, peer: Peer, piece: number, totalBytes: number, payload: Uint8Array): void {
    const source = this.#sources.get(peer)
    const draft = this.#draft
    if (draft === null || !source?.requested.delete(piece)) return
    const begin = piece * METADATA_PIECE_BYTES
    const length = Math.min(METADATA_PIECE_BYTES, draft.bytes.length - begin)
    if (totalBytes !== draft.bytes.length || payload.length !== length) this.#distrust(peer)
    else {
      draft.bytes.set(payload, begin)
      draft.from[piece] = peer
      if (!draft.from.includes(undefined)) this.#check(draft)
    }
    this.wake(now)
  }

  /** Handles timeouts and sends requests; to be called every few seconds. */
  wake(now: number): void {
    if (this.info !== null) return
    for (const source of this.#sources.values()) {
      for (const when of source.requested.values()) {
        if (now - when >= RETRY_SECONDS) this.#refused(now, source)
      }
    }
    this.#draft = this.#currentDraft(now) ?? this.#newDraft(now)
    if (this.#draft === null) return
    for (const source of this.#sources.values()) this.#requestFrom(now, source, this.#draft)
  }

  /** Returns the draft while a peer can serve it, or while no peer is available. */
  #currentDraft(now: number): Draft<Peer> | null {
    const draft = this.#draft
    const sources = this.#available(now)
    if (draft === null || sources.length === 0) return draft
    return sources.some((source) => canServe(source, draft)) ? draft : null
  }

  /** Starts a draft of the most common size. */
  #newDraft(now: number): Draft<Peer> | null {
    const sources = this.#available(now)
    if (sources.length === 0) return null
    for (const { requested } of this.#sources.values()) requested.clear()
    const votes = new Map<number, number>()
    for (const { totalBytes } of sources) votes.set(totalBytes, (votes.get(totalBytes) ?? 0) + 1)
    const chosen = sources.reduce((best, source) =>
      votes.get(source.totalBytes)! > votes.get(best.totalBytes)! ? source : best,
    )
    const pieces = Math.ceil(chosen.totalBytes / METADATA_PIECE_BYTES)
    return {
      bytes: new Uint8Array(chosen.totalBytes),
      from: new Array<Peer | undefined>(pieces).fill(undefined),
      only: this.#oneByOne ? chosen.peer : undefined,
    }
  }

  /** Returns the peers that may be asked now: not those paused after a refusal or timeout. */
  #available(now: number): MetadataSource<Peer>[] {
    return [...this.#sources.values()].filter(({ pausedUntil }) => pausedUntil <= now)
  }

  #requestFrom(now: number, source: MetadataSource<Peer>, draft: Draft<Peer>): void {
    if (!canServe(source, draft) || now < source.pausedUntil) return
    for (let piece = 0; piece < draft.from.length; piece++) {
      if (source.requested.size >= PIECES_IN_FLIGHT) return
      if (draft.from[piece] !== undefined || this.#isRequested(piece)) continue
      source.requested.set(piece, now)
      this.#request(source.peer, piece)
    }
  }

  #isRequested(piece: number): boolean {
    for (const { requested } of this.#sources.values()) if (requested.has(piece)) return true
    return false
  }

  #refused(now: number, source: MetadataSource<Peer>): void {
    source.requested.clear()
    source.pausedUntil = now + RETRY_SECONDS
    if (++source.refusals >= MAX_REFUSALS) this.#sources.delete(source.peer)
  }

  #distrust(peer: Peer): void {
    this.#distrusted.add(peer)
    this.#sources.delete(peer)
  }

  /** Checks the hash of a complete draft. */
  #check(draft: Draft<Peer>): void {
    const hash = createHash('sha1').update(draft.bytes).digest()
    if (hash.equals(this.#infoHash)) {
      this.info = draft.bytes
      return
    }
    const [first, ...others] = new Set(draft.from)
    if (others.length === 0) this.#distrust(first!)
    else this.#oneByOne = true
    this.#draft = null
  }
}

function canServe<Peer>(
  { peer, totalBytes }: MetadataSource<Peer>,
  { bytes, only }: Draft<Peer>,
): boolean {
  return totalBytes === bytes.length && (only === undefined || only === peer)
}
