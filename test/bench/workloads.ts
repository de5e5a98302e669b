/** Another simulator's figure on the same workload, in useful blocks a CPU second. */
export interface Reference {
  readonly name: string
  readonly blocksPerCpuSecond: number
  /** The target, as a multiple of that figure. */
  readonly targetRatio?: number
}

/** One run to measure. */
export interface Workload {
  readonly name: string
  readonly file: string
  readonly set: readonly string[]
  readonly reference?: Reference
  /** The target for resident memory per peer, KiB. */
  readonly targetKibPerPeer?: number
}

/** SimGrid was measured at 1000 and 5000 peers; between them its cost is taken as a power law. */
const SIMGRID_1000 = 1945
const SIMGRID_5000 = 796
const SIMGRID_EXPONENT = Math.log(SIMGRID_5000 / SIMGRID_1000) / Math.log(5)

/** OctoSim: 6,100 whole pieces of 16 blocks per CPU second; it models no blocks or latency. */
const OCTOSIM = { name: 'OctoSim, 1050 peers', blocksPerCpuSecond: 97_000 }

const links = (dial: number, most: number) => [`peer.dialLinks=${dial}`, `peer.maxLinks=${most}`]

/** The two sizes of the growth workload; both swarms arrive within the same ten seconds. */
export const GROWTH = ['growth-1000', 'growth-10000'] as const

/** The target for the exponent b in CPU per block ~ peers^b. */
export const TARGET_EXPONENT = 0.2

/** Completion times of libtorrent on libsimulator in workload L, simulated seconds. */
export const LIBTORRENT_SECONDS = { median: 451, last: 458 }

/** All workloads of the benchmark. */
export const WORKLOADS: readonly Workload[] = [
  { name: 'B', file: 'flashcrowd.json', set: [], reference: OCTOSIM },
  { name: 'B-20/40', file: 'flashcrowd.json', set: links(20, 40), reference: OCTOSIM },
  {
    name: 'P',
    file: 'peersim.json',
    set: [],
    reference: { name: 'PeerSim', blocksPerCpuSecond: 33_400, targetRatio: 10 },
  },
  {
    name: 'S',
    file: 'simgrid.json',
    set: [],
    reference: {
      name: 'SimGrid (interpolated)',
      blocksPerCpuSecond: Math.round(SIMGRID_1000 * 2 ** SIMGRID_EXPONENT),
      targetRatio: 100,
    },
  },
  {
    name: 'L',
    file: 'libtorrent.json',
    set: [],
    reference: { name: 'libtorrent on libsimulator', blocksPerCpuSecond: 1740 },
  },
  { name: GROWTH[0], file: 'growth.json', set: [] },
  {
    name: GROWTH[1],
    file: 'growth.json',
    set: ['groups.leechers.count=10000', 'groups.leechers.arrive.every=1 ms'],
  },
  { name: 'memory', file: 'memory.json', set: [], targetKibPerPeer: 32 },
]
