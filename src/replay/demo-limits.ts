import type { SwarmSettings } from '../sim/settings.js'

/** The most blocks that a run on the page may deliver: the recording then has about 30 MB. */
const MAX_BLOCKS = 500_000

/** The most peers that the stage shows. */
export const MAX_PEERS = 300

const BLOCK_BYTES = 16_384

/** Returns why the page could not show a scenario, or not soon, as a sentence; null if it can. */
export function sizeFault(name: string, { groups, sizeBytes }: SwarmSettings): string | null {
  const peers = groups.reduce((sum, { count }) => sum + count, 0)
  const blocks = peers * Math.ceil(sizeBytes / BLOCK_BYTES)
  if (peers <= MAX_PEERS && blocks <= MAX_BLOCKS) return null
  const found = `${name} has ${peers} peers and about ${blocks} blocks to send`
  return `${found}; the page shows up to ${MAX_PEERS} peers and ${MAX_BLOCKS} blocks.`
}
