import { RUN_METRICS } from './metric-path.js'

/** Titles that a metric's key does not say by itself. */
const TITLES: Readonly<Record<string, string>> = {
  meanSeconds: 'Mean download (s)',
  medianSeconds: 'Median download (s)',
  p95Seconds: 'Download that 95 % are through with (s)',
  boundSeconds: 'Lower bound on the last finish (s)',
  finishOverBound: 'Last finish / lower bound',
  clientServerSeconds: 'Last finish of a client-server, at least (s)',
  utilisation: 'Share of the uplinks that is used',
  modelSeconds: 'Last finish by the formula of the model (s)',
  finishOverModel: 'Last finish / formula of the model',
  sourceCost: 'What the source pays',
  hopsALookup: 'Hops a lookup',
  seedCopies: 'Copies of the file that the seeds send',
  copiesUntilAllPiecesOut: 'Copies that the seeds send until every piece is out',
  jain: 'Fairness of download rates (Jain\u2019s index)',
  jainShare: 'Fairness of sharing (Jain\u2019s index)',
  ratio: 'Bytes up / bytes down',
}

/** Units that a key ends with, and what stands for them. */
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/ seconds$/, ' (s)'],
  [/ bytes$/, ' (bytes)'],
  [/ share$/, ' (share)'],
]

/** What an axis of a metric is called: `Last finish (s)` for `lastFinishSeconds`. */
export function metricTitle(metric: string): string {
  const [key = '', group] = metric.split('.').reverse()
  const title = TITLES[key] ?? sentence(key)
  return (RUN_METRICS as readonly string[]).includes(metric) ? title : `${title}, ${group}`
}

/** What an axis of a parameter is called: `Number of peers` for `groups.peers.count`. */
export function parameterTitle(path: string): string {
  const keys = path.split('.')
  const [first, group, ...rest] = keys
  if (first !== 'groups' || group === undefined) return sentence(keys.join(' '))
  if (rest.join() === 'count') return `Number of ${group}`
  return `${sentence(rest.join(' '))} of ${group}`
}

/** A key in words, with its unit in brackets. */
function sentence(key: string): string {
  const words = key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  const text = UNITS.reduce((said, [end, unit]) => said.replace(end, unit), words)
  return text.charAt(0).toUpperCase() + text.slice(1)
}
