import { IMPROVING_PAIRS_SPECS } from './improving-pairs-specs.js'
import type { MetricSpec } from './metric-spec.js'

export type { MetricKey, MetricSpec } from './metric-spec.js'

const KUMAR_ROSS = 'Kumar and Ross 2006'
const BHARAMBE = 'Bharambe, Herley, Padmanabhan 2006'
const LEGOUT = 'Legout, Urvoy-Keller, Michiardi 2006'
const BIERSACK = 'Biersack, Rodriguez, Felber 2004'
const JAIN = 'Jain, Chiu, Hawe 1984'

/** Every metric, in the order of the columns. */
export const METRIC_SPECS: readonly MetricSpec[] = [
  {
    key: 'leechers',
    title: 'Leechers',
    unit: 'count',
    level: 'both',
    meaning: 'Peers that arrived without all pieces.',
  },
  {
    key: 'completed',
    title: 'Completed',
    unit: 'count',
    level: 'both',
    meaning: 'Leechers that completed the download.',
  },
  {
    key: 'completedShare',
    title: 'Share of leechers completed',
    head: 'Completed share',
    unit: 'share',
    level: 'both',
    meaning: '`completed` / `leechers`. Not in summary.json, where both numbers are.',
  },
  {
    key: 'meanSeconds',
    title: 'Mean download time',
    head: 'Mean time',
    unit: 'seconds',
    level: 'both',
    meaning: 'Mean time from arrival to completion, over the leechers that completed.',
  },
  {
    key: 'medianSeconds',
    title: 'Median download time',
    head: 'Median time',
    unit: 'seconds',
    level: 'both',
    meaning: 'Median time from arrival to completion, over the leechers that completed.',
  },
  {
    key: 'p95Seconds',
    title: '95th-percentile download time',
    head: '95th percentile',
    unit: 'seconds',
    level: 'both',
    meaning: '95 % of the leechers that completed took at most this long from their arrival.',
  },
  {
    key: 'lastFinishSeconds',
    title: 'Last finish',
    unit: 'seconds',
    level: 'both',
    meaning: 'Time from the start of the run to the last completion.',
    source: KUMAR_ROSS,
  },
  {
    key: 'boundSeconds',
    title: 'Lower bound on the last finish',
    unit: 'seconds',
    level: 'both',
    meaning:
      'No swarm of these hosts can finish earlier. The bound is the longest of three times: the ' +
      'slowest downlink, the seeds sending the file once, and all uplinks (each from its ' +
      'arrival on) delivering all missing pieces. It covers the peers that completed and ' +
      'counts headers.',
    groupMeaning: 'The bound if all uplinks served this group alone.',
    source: `${KUMAR_ROSS}, extended to arrivals at different times`,
  },
  {
    key: 'finishOverBound',
    title: 'Last finish / lower bound',
    unit: 'times',
    level: 'both',
    meaning: '1 is perfect. A value below 1 would be a bug in the simulator.',
    source: KUMAR_ROSS,
  },
  {
    key: 'clientServerSeconds',
    title: 'Client-server lower bound',
    unit: 'seconds',
    level: 'both',
    meaning: 'The lower bound on the last finish if only the seeds uploaded.',
    source: KUMAR_ROSS,
  },
  {
    key: 'utilisation',
    title: 'Upload use of the leechers',
    head: 'Upload use',
    unit: 'share',
    level: 'both',
    meaning:
      'Bytes that left the uplink (headers and control included) / bytes it could have sent ' +
      'in the same time: while the peer was present and some leecher was not done. At most 1. ' +
      'Mean over the leechers.',
    groupMeaning: 'Mean over the leechers of the group; over its seeds if it has no leechers.',
    source: BHARAMBE,
  },
  {
    key: 'modelSeconds',
    title: 'Last finish by the formula of the model',
    unit: 'seconds',
    level: 'run',
    meaning:
      'With equal links, no latency and no late or lost peer it is exact for client-server ' +
      '(N F/u), a chain ((N + C - 1)/C file times), a k-ary tree of depth D (k (C + D - 1)/C) ' +
      'and several trees. In all other cases it is a lower bound, for peers that forward whole ' +
      'pieces, and no run is faster. `modelIsExact` in summary.json tells the two apart; ' +
      '`noModelReason` says why there is no value.',
    source: `${BIERSACK}; Qiu and Srikant 2004`,
  },
  {
    key: 'finishOverModel',
    title: 'Last finish / formula',
    unit: 'times',
    level: 'run',
    meaning:
      '1 if the formula is exact, the links are equal and no peer is late or lost. Swarms and ' +
      'meshes have values above 1.',
    source: BIERSACK,
  },
  {
    key: 'sourceBytes',
    title: 'Bytes sent by the seeds',
    unit: 'bytes',
    level: 'run',
    meaning: 'All bytes, headers included, sent by peers that arrived with all pieces.',
  },
  {
    key: 'sourceCost',
    title: 'Cost of the source',
    unit: 'cost',
    level: 'run',
    meaning: '`sourceBytes` at the `price` per GB of the scenario.',
    source: 'the scenario',
  },
  {
    key: 'lookups',
    title: 'Lookups answered',
    unit: 'count',
    level: 'run',
    meaning: 'Queries for the home of a piece, on a consistent-hashing ring.',
    source: 'Stoica et al. 2001',
  },
  {
    key: 'hopsALookup',
    title: 'Hops per lookup',
    unit: 'count',
    level: 'run',
    meaning: 'Mean number of nodes that a lookup passed through; about half of log2 N.',
    source: 'Stoica et al. 2001',
  },
  {
    key: 'handedBytes',
    title: 'Moved to new homes',
    unit: 'bytes',
    level: 'run',
    meaning: 'Pieces that moved to a new home because a node joined or left the ring.',
    source: 'Karger et al. 1997',
  },
  {
    key: 'seedCopies',
    title: 'Copies sent by the seeds',
    head: 'Copies by seeds',
    unit: 'copies',
    level: 'run',
    meaning: 'Payload sent by peers that arrived with all pieces, over the size of the torrent.',
    source: BHARAMBE,
  },
  {
    key: 'copiesUntilAllPiecesOut',
    title: 'Copies sent before every piece was out',
    unit: 'copies',
    level: 'run',
    meaning: 'Copies that the seeds had sent by the time every piece was out. 1 is perfect.',
    source: LEGOUT,
  },
  {
    key: 'uploadedBytes',
    title: 'Payload uploaded',
    head: 'Uploaded',
    unit: 'bytes',
    level: 'group',
    meaning: 'Payload bytes of blocks that the peers of the group sent.',
  },
  {
    key: 'downloadedBytes',
    title: 'Payload downloaded',
    head: 'Downloaded',
    unit: 'bytes',
    level: 'group',
    meaning: 'Payload bytes of blocks that its peers received, duplicate and corrupt included.',
  },
  {
    key: 'ratio',
    title: 'Uploaded / downloaded',
    head: 'Up/down ratio',
    unit: 'ratio',
    level: 'group',
    meaning: '`uploadedBytes` / `downloadedBytes`.',
  },
  {
    key: 'jain',
    title: 'Fairness of download rates (Jain’s index)',
    head: 'Rate fairness',
    unit: 'ratio',
    level: 'both',
    meaning: '1 if all n peers that completed had equal download rates, 1/n if one had it all.',
    source: JAIN,
  },
  {
    key: 'jainShare',
    title: 'Fairness of sharing (Jain’s index)',
    head: 'Sharing fairness',
    unit: 'ratio',
    level: 'both',
    meaning: 'Jain’s index of uploaded / downloaded bytes, over all leechers.',
    source: JAIN,
  },
  {
    key: 'meanLeechers',
    title: 'Mean number of leechers',
    unit: 'count',
    level: 'run',
    meaning: 'Leechers present, averaged over time from `steadyFrom` to the end of the run.',
    source: 'Qiu and Srikant 2004',
  },
  {
    key: 'meanSeeds',
    title: 'Mean number of seeds',
    unit: 'count',
    level: 'run',
    meaning: 'Complete peers present, averaged over the same time.',
    source: 'Qiu and Srikant 2004',
  },
  {
    key: 'meanLinks',
    title: 'Mean number of links per peer (degree)',
    head: 'Mean degree',
    unit: 'count',
    level: 'run',
    meaning: 'Links of a present peer, averaged over peers and the same time.',
    source: 'Urvoy-Keller and Michiardi 2006',
  },
  ...IMPROVING_PAIRS_SPECS,
  {
    key: 'usefulBlocks',
    title: 'Useful blocks',
    unit: 'count',
    level: 'run',
    meaning: 'Blocks received for the first time whose piece passed its hash check.',
  },
  {
    key: 'usefulBytes',
    title: 'Useful payload',
    unit: 'bytes',
    level: 'group',
    meaning: 'Payload received minus `duplicateBytes` and `corruptBytes`.',
  },
  {
    key: 'duplicateBytes',
    title: 'Duplicate payload',
    unit: 'bytes',
    level: 'both',
    meaning: 'Payload of blocks that the receiver already had.',
  },
  {
    key: 'duplicateShare',
    title: 'Duplicate share of the payload',
    unit: 'share',
    level: 'run',
    meaning: 'Duplicate payload / all payload received: the cost of endgame mode.',
    source: 'Cohen 2003',
  },
  {
    key: 'corruptBytes',
    title: 'Corrupt payload',
    unit: 'bytes',
    level: 'both',
    meaning: 'Payload discarded because its piece failed the hash check.',
  },
  {
    key: 'controlBytes',
    title: 'Control traffic',
    unit: 'bytes',
    level: 'both',
    meaning:
      'All bytes sent except block payload: message headers, requests, TCP/IP headers, acks.',
  },
  {
    key: 'controlShare',
    title: 'Control share of the traffic',
    unit: 'share',
    level: 'run',
    meaning: 'Control traffic over all bytes sent.',
    source: LEGOUT,
  },
  {
    key: 'freeRiderSlowdown',
    title: 'Free riders’ mean time / others’',
    unit: 'times',
    level: 'run',
    meaning: 'Mean download time of the free riders that completed over that of the others.',
    source: 'Sirivianos et al. 2007',
  },
  {
    key: 'fromSeedsShare',
    title: 'Payload received from seeds',
    head: 'From seeds',
    unit: 'share',
    level: 'group',
    meaning: 'Of the payload received, how much came from peers that arrived with all pieces.',
  },
  {
    key: 'chokedShare',
    title: 'Time choked',
    unit: 'share',
    level: 'group',
    meaning: 'Of the time incomplete, how long every peer of interest choked the leecher.',
  },
  {
    key: 'startUpSeconds',
    title: 'Start-up delay without a stall',
    head: 'Start-up delay',
    unit: 'seconds',
    level: 'both',
    meaning:
      'The shortest wait between arrival and play after which the player never stalls: it needs ' +
      'each piece whole when it gets there. Mean over the leechers that completed.',
    source: 'Parvez et al. 2008',
  },
  {
    key: 'latePieces',
    title: 'Late pieces per peer',
    head: 'Late pieces',
    unit: 'count',
    level: 'both',
    meaning:
      'Pieces that are missing when the player gets to them, if it starts when the scenario ' +
      'says and never waits. Mean over the leechers.',
    source: 'Vlavianos, Iliofotou, Faloutsos 2006',
  },
  {
    key: 'events',
    title: 'Events',
    unit: 'count',
    level: 'run',
    meaning: 'Steps of the simulation; 0 on real sockets.',
  },
  {
    key: 'endSeconds',
    title: 'Simulated time',
    unit: 'seconds',
    level: 'run',
    meaning: 'Time of the scenario at the end of the run.',
  },
  {
    key: 'cpuSeconds',
    title: 'CPU time',
    unit: 'seconds',
    level: 'run',
    isCost: true,
    meaning: 'Time that the computer worked on the run.',
  },
  {
    key: 'eventsPerCpuSecond',
    title: 'Events per second of CPU time',
    unit: 'perCpuSecond',
    level: 'run',
    isCost: true,
    meaning: '`events` / `cpuSeconds`.',
  },
  {
    key: 'blocksPerCpuSecond',
    title: 'Useful blocks per second of CPU time',
    unit: 'perCpuSecond',
    level: 'run',
    isCost: true,
    meaning: '`usefulBlocks` / `cpuSeconds`.',
  },
]
