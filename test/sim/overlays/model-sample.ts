import type { SwarmSettings } from '../../../src/sim/settings.js'
import { settingsOf } from '../swarm-sample.js'

/**
 * A link of 128 KiB/s without latency. The downlink has some more, since it also carries messages:
 * the formulas count blocks alone.
 */
export const EVEN = { up: 131_072, down: 135_000, latency: 0 }

/** Limits each peer to fewer links than all, in a crowd of a hundred. */
export const FEW_LINKS = { dialLinks: 15, maxLinks: 30 }

/**
 * Returns an origin and so many peers, all with equal links and no headers, and a file of so many
 * pieces.
 */
export function evenModel(
  model: unknown,
  count: number,
  pieces: number,
  more: object = {},
): SwarmSettings {
  return settingsOf(
    { origin: { holds: 'all', access: EVEN }, peers: { count, access: EVEN } },
    {
      torrent: { size: pieces * 32_768, pieceLength: 32_768 },
      network: { headerBytes: 0 },
      until: '1000 h',
      model,
      ...more,
    },
  )
}
