import type { Geometry } from '../../peer/geometry.js'
import type { PeerSettings } from '../../peer/settings.js'
import type { Account, Store } from './account.js'

/** Returns the most requests that a link may ever have outstanding. */
export function pipelineDepth({ pipeline: { mode, depth, most } }: PeerSettings): number {
  if (mode === 'spread') return 1
  return mode === 'fixed' ? depth : Math.max(depth, most)
}

/** A request that a peer is about to send. */
export interface Asking {
  /** The open ends of all links; those of the peer are in `store.links`. */
  readonly accounts: ReadonlyMap<number, Account>
  /** The link of the request, and its block. */
  readonly link: number
  readonly block: number
  readonly store: Store
  readonly peer: PeerSettings
  /** For each link: 1 = the neighbour snubs the peer. */
  readonly snubbed: Uint8Array | undefined
  readonly geometry: Geometry
}

/**
 * Returns why a block may not be requested from one more neighbour; empty if it may be.
 *
 * A request to a neighbour that snubs us is a probe, in either order: what it was asked for is
 * requested from others, and it is asked for what others were. Probes count as nothing here.
 */
export function duplicateFault(asking: Asking): string {
  const { accounts, link, block, snubbed, peer, store } = asking
  const own = accounts.get(link)
  if (snubbed?.[link] === 1) {
    own?.probes.add(block)
    return ''
  }
  let others = 0
  for (const at of store.links) {
    const other = accounts.get(at)
    if (at === link || !other?.asked.has(block)) continue
    if (snubbed?.[at] === 1) other.probes.add(block)
    if (!other.probes.has(block)) others++
  }
  if (others === 0) return ''
  const { scope, idleLinksOnly, mostLinks } = peer.endgame
  if (scope === 'off') return 'endgame is off'
  if (others + 1 > mostLinks) return `on more than ${mostLinks} links`
  if (idleLinksOnly && own !== undefined && own.asked.size > 0) return 'the link is not idle'
  return scope === 'torrent' ? beforeTheEnd(asking) : beforeTheEndOfPiece(asking)
}

/** Endgame begins when every block is here or requested (Cohen 2003, section 2.4.4). */
function beforeTheEnd(asking: Asking): string {
  const { pieceCount } = asking.geometry
  for (let piece = 0; piece < pieceCount; piece++) {
    if (unrequestedIn(piece, asking) > 0) return `piece ${piece} is not requested yet`
  }
  return ''
}

function beforeTheEndOfPiece(asking: Asking): string {
  const { geometry, block, store, peer } = asking
  const piece = Math.floor(block / geometry.blocksPerPiece)
  if (unrequestedIn(piece, asking) > 0) return 'its piece has blocks to request'
  const blocks = geometry.blocksIn(piece)
  const few = Math.max(1, Math.ceil(blocks * peer.endgame.threshold))
  let missing = 0
  for (let i = 0; i < blocks; i++) {
    if (!store.blocks.has(piece * geometry.blocksPerPiece + i)) missing++
  }
  return missing <= few ? '' : `${missing} blocks of its piece are missing, more than ${few}`
}

function unrequestedIn(piece: number, { geometry, store, accounts }: Asking): number {
  if (store.pieces.has(piece)) return 0
  let unrequested = 0
  for (let i = 0; i < geometry.blocksIn(piece); i++) {
    const block = piece * geometry.blocksPerPiece + i
    if (!store.blocks.has(block) && !isAsked(block, store, accounts)) unrequested++
  }
  return unrequested
}

function isAsked(block: number, { links }: Store, accounts: Asking['accounts']): boolean {
  for (const link of links) if (accounts.get(link)?.asked.has(block)) return true
  return false
}
