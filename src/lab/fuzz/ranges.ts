/** The least and the greatest value that a random scenario gives a number. */
export interface Range {
  readonly least: number
  readonly most: number
}

/**
 * Ranges by key path, where `*` stands for the name of a group or an index. They keep a run small:
 * the number of peers, the time, and how often something happens. A key that is not listed has the
 * range of its kind.
 */
const RANGES: Readonly<Record<string, readonly [least: number, most: number]>> = {
  'groups.*.abort': [60, 2000],
  'groups.*.abort.perSecond': [0.0005, 0.02],
  'groups.*.access.down': [8000, 4e6],
  'groups.*.access.latency': [0.001, 0.3],
  'groups.*.access.latencyTo': [0.001, 0.3],
  'groups.*.access.up': [8000, 2e6],
  'groups.*.access.uploadCap': [65_536, 8 << 20],
  'groups.*.arrive.perSecond': [0.02, 2],
  'groups.*.corrupt': [0.01, 0.3],
  'groups.*.flaps.every': [30, 1000],
  'groups.*.flaps.every.perSecond': [0.001, 0.03],
  'groups.*.flaps.for': [1, 120],
  'groups.*.leave.ratio': [0.1, 3],
  'groups.*.linkDrops': [30, 2000],
  'groups.*.linkDrops.perSecond': [0.0005, 0.03],
  'events.*.up': [8000, 2e6],
  'events.*.down': [8000, 4e6],
  'events.*.at': [0.5, 600],
  'network.headerBytes': [0, 100],
  'network.segmentBytes': [200, 9000],
  'network.segmentsPerAck': [0, 4],
  'network.window': [2048, 1 << 20],
  'tracker.interval': [30, 600],
  'tracker.minInterval': [5, 30],
  'tracker.peersPerAnnounce': [1, 50],
  'model.every': [2, 30],
  'model.members': [1, 4],
  'playback.startUp': [0.1, 60],
  '*.dialLinks': [1, 20],
  '*.maxLinks': [1, 40],
  '*.pipeline.depth': [1, 20],
  '*.pipeline.most': [20, 60],
  '*.pipeline.neighbours': [1, 9],
  '*.rateWindow': [2, 60],
  '*.rechokeEvery': [2, 20],
  '*.optimisticFor': [4, 60],
  '*.snubAfter': [5, 120],
  sampleEvery: [1, 60],
  until: [600, 3600],
}

/** Ranges by the kind of a value; times are in seconds, rates in bytes/s. */
const BY_KIND: Readonly<Record<string, readonly [least: number, most: number]>> = {
  size: [1024, 1 << 20],
  rate: [8000, 2e6],
  time: [0.5, 120],
  share: [0.01, 1],
  number: [0.01, 2],
  whole: [0, 8],
}

/** Returns the range of the number at a path such as `groups.*.access.up`, of this kind. */
export function rangeOf(path: string, kind: string): Range {
  const tail = path.replace(/^(?:peer|groups\.\*)\./, '*.')
  const model = path.replace(/^models?\..*\.(\w+)$/, 'model.$1')
  const [least, most] = RANGES[path] ?? RANGES[tail] ?? RANGES[model] ?? BY_KIND[kind]
  return { least, most }
}
