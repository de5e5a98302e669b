import { createHash } from 'node:crypto'
import { METADATA_PIECE_BYTES } from './metadata-message.js'

/** Larger info dictionaries are refused: one of 400,000 pieces has 8 MB. */
export const MOST_METADATA_BYTES = 8 * 1024 * 1024

/** How many pieces are asked of one peer at a time. */
const PIECES_IN_FLIGHT = 4

/** So long an answer is waited for, and so long a peer that refused is left alone. */
const RETRY_SECONDS = 10

/** A peer that refused, or did not answer, so often is not asked again. */
const MOST_REFUSALS = 3

/** Somebody who says that it has the info dictionary. */
interface MetadataSource<Peer> {
  readonly peer: Peer
  /** What it says the dictionary's size is. */
  readonly totalBytes: number
  /** The pieces asked of it, and when, in seconds. */
  readonly requested: Map<number, number>
  refusals: number
  pausedUntil: number
}

/** The dictionary while it is put together. */
interface Draft<Peer> {
  readonly bytes: Uint8Array
  /** By piece, who brought it. */
  readonly from: (Peer | undefined)[]
  /** If not undefined: who alone is asked. */
  readonly only: Peer | undefined
}

/**
 * Fetches a torrent's info dictionary from peers (BEP 9). Knows no sockets and no clock: it is told
 * what peers say, and when (`now`, in seconds), and asks through `ask`. Pieces come from all who
 * say the size that most say; if what they make does not have the info hash, from one peer at a
 * time, and one who then brings something else is not asked again.
 * `Peer` is whatever the caller tells peers apart by.
 */
export class MetadataFetch<Peer> {
  /** The info dictionary's bytes, once they are all there and have the info hash. */
  info: Uint8Array | null = null
  readonly #infoHash: Uint8Array
  readonly #request: (peer: Peer, piece: number) => void
  readonly #sources = new Map<Peer, MetadataSource<Peer>>()
  readonly #distrusted = new Set<Peer>()
  #draft: Draft<Peer> | null = null
  #oneByOne = false

  constructor(infoHash: Uint8Array, ask: (peer: Peer, piece: number) => void) {
    this.#infoHash = infoHash
    this.#request = ask
  }

  /** A peer says that it has the dictionary, and its size (`metadata_size`). */
  addPeer(now: number, peer: Peer, totalBytes: number): void {
    if (!(totalBytes >= 1 && totalBytes <= MOST_METADATA_BYTES)) return
    if (this.#distrusted.has(peer) || this.#sources.has(peer)) return
    const source = { peer, totalBytes, requested: new Map(), refusals: 0, pausedUntil: now }
    this.#sources.set(peer, source)
    this.wake(now)
  }

  /** The peer is gone. */
  removePeer(now: number, peer: Peer): void {
    this.#sources.delete(peer)
    this.wake(now)
  }

  /** The peer will not send the piece. */
  reject(now: number, peer: Peer, piece: number): void {
    const source = this.#sources.get(peer)
    if (!source?.requested.has(piece)) return
    this.#refused(now, source)
    this.wake(now)
  }

  /** A piece came; one that was not asked for is passed over. */
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

  /** Looks for what can be asked of whom; to be called every few seconds. */
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

  /** The draft, if there still is somebody for it or nobody for another. */
  #currentDraft(now: number): Draft<Peer> | null {
    const draft = this.#draft
    const sources = this.#available(now)
    if (draft === null || sources.length === 0) return draft
    return sources.some((source) => serves(source, draft)) ? draft : null
  }

  /** A new draft: of the size that most say, or of what the next one says. */
  #newDraft(now: number): Draft<Peer> | null {
    const sources = this.#available(now)
    if (sources.length === 0) return null
    for (const { requested } of this.#sources.values()) requested.clear()
    const votes = new Map<number, number>()
    for (const { totalBytes } of sources) votes.set(totalBytes, (votes.get(totalBytes) ?? 0) + 1)
    const favourite = sources.reduce((best, source) =>
      votes.get(source.totalBytes)! > votes.get(best.totalBytes)! ? source : best,
    )
    const pieces = Math.ceil(favourite.totalBytes / METADATA_PIECE_BYTES)
    return {
      bytes: new Uint8Array(favourite.totalBytes),
      from: new Array<Peer | undefined>(pieces).fill(undefined),
      only: this.#oneByOne ? favourite.peer : undefined,
    }
  }

  /** Those who may be asked: one who refuses, or is silent, must not keep all waiting. */
  #available(now: number): MetadataSource<Peer>[] {
    return [...this.#sources.values()].filter(({ pausedUntil }) => pausedUntil <= now)
  }

  #requestFrom(now: number, source: MetadataSource<Peer>, draft: Draft<Peer>): void {
    if (!serves(source, draft) || now < source.pausedUntil) return
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
    if (++source.refusals >= MOST_REFUSALS) this.#sources.delete(source.peer)
  }

  #distrust(peer: Peer): void {
    this.#distrusted.add(peer)
    this.#sources.delete(peer)
  }

  /** All pieces are there. */
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

function serves<Peer>(
  { peer, totalBytes }: MetadataSource<Peer>,
  { bytes, only }: Draft<Peer>,
): boolean {
  return totalBytes === bytes.length && (only === undefined || only === peer)
}
