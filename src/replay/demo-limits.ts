import type { SwarmSettings } from '../sim/settings.js'

/** The most blocks that a run on the page may deliver: the recording then has about 30 MB. */
const MAX_BLOCKS = 500_000

/** The most peers that the stage shows. */
export const MAX_PEERS = 300

const BLOCK_BYTES = 16_384

/** The size of a run, as far as it is known. */
export interface RunSize {
  readonly name: string
  readonly peers: number
  readonly blocks: number
}

/** Returns how large the run of a scenario is. */
export function sizeOf(name: string, { groups, sizeBytes }: SwarmSettings): RunSize {
  const peers = groups.reduce((sum, { count }) => sum + count, 0)
  return { name, peers, blocks: peers * Math.ceil(sizeBytes / BLOCK_BYTES) }
}

/** Returns why the page could not show a run, or not soon, as a sentence; null if it can. */
export function sizeFault({ name, peers, blocks }: RunSize): string | null {
  if (peers <= MAX_PEERS && blocks <= MAX_BLOCKS) return null
  const found = `${name} has ${peers} peers and about ${blocks} blocks to send`
  return `${found}; the page shows up to ${MAX_PEERS} peers and ${MAX_BLOCKS} blocks.`
}
