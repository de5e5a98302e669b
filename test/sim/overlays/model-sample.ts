import type { SwarmSettings } from '../../../src/sim/settings.js'
import { settingsOf } from '../swarm-sample.js'

/** A link of 128 KiB/s both ways and no latency. */
export const EVEN = { up: 131_072, down: 131_072, latency: 0 }

/** Fewer links a peer than all, where a hundred meet. */
export const FEW_LINKS = { dialLinks: 15, maxLinks: 30 }

/** An origin and so many peers, all with equal links and no headers, and a file of such pieces. */
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
