/** Parameters whose key alone says too little, by its last words. */
const PARAMETERS: Readonly<Record<string, string>> = {
  'access.up': 'uplink',
  'access.down': 'downlink',
  'torrent.size': 'size of the torrent',
  'torrent.pieceLength': 'length of a piece',
  count: 'number',
  slots: 'upload slots',
  optimisticSlots: 'optimistic slots',
  picker: 'piece picker',
  dialLinks: 'links dialled a peer',
  maxLinks: 'links a peer at most',
}

/** Figures of a run whose key alone says too little. */
const METRICS: Readonly<Record<string, string>> = {
  meanSeconds: 'mean time to download (s)',
  medianSeconds: 'median time to download (s)',
  p95Seconds: 'time in which 95 % download (s)',
  boundSeconds: 'lower bound on the last finish (s)',
  modelSeconds: 'last finish by the formula (s)',
  finishOverBound: 'last finish / lower bound',
  finishOverModel: 'last finish / formula',
  clientServerSeconds: 'last finish by a client-server, at least (s)',
  utilisation: 'share of the uplinks used',
  seedCopies: 'copies sent by the seeds',
  copiesUntilAllPiecesOut: 'copies sent until all pieces were out',
  jain: 'fairness of download rates (Jain\u2019s index)',
  jainShare: 'fairness of sharing (Jain\u2019s index)',
  freeRiderSlowdown: 'slow-down of the free riders',
  hopsALookup: 'hops a lookup',
  ratio: 'bytes sent / bytes got',
}

/** Units that keys end with. */
const UNITS: Readonly<Record<string, string>> = { seconds: '(s)', bytes: '(bytes)' }

/**
 * What a path of a scenario is called on an axis: `uplink of origin` for
 * `groups.origin.access.up`, `links dialled a peer` for `peer.dialLinks`.
 */
export function parameterTitle(path: string): string {
  const keys = path.split('.')
  const isOfGroup = keys[0] === 'groups' && keys.length > 2
  const own = keys.slice(isOfGroup ? 2 : keys[0] === 'peer' ? 1 : 0)
  const known = PARAMETERS[own.slice(-2).join('.')] ?? PARAMETERS[own.at(-1) ?? '']
  const title = known ?? own.map(spaced).join(', ')
  return isOfGroup ? `${title} of ${keys[1]}` : title
}

/** What a metric is called on an axis: `mean time to download (s), slow` for that of a group. */
export function metricTitle(metric: string): string {
  const keys = metric.split('.')
  const key = keys.at(-1) ?? metric
  const title = METRICS[key] ?? withUnit(spaced(key))
  return keys.length > 2 ? `${title}, ${keys.slice(1, -1).join('.')}` : title
}

/** `randomFirstPieces` as `random first pieces`. */
function spaced(key: string): string {
  return key.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

function withUnit(words: string): string {
  const last = words.split(' ').at(-1) ?? ''
  const unit = UNITS[last]
  return unit === undefined ? words : `${words.slice(0, -last.length - 1)} ${unit}`
}

/** A title that begins a line. */
export function capitalised(title: string): string {
  return title.charAt(0).toUpperCase() + title.slice(1)
}
