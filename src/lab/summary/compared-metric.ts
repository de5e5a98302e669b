import { formatSeconds, formatShare } from '../scenario/units.js'
import { numberText, timesText } from './metric-specs.js'
import type { ClassSummary, Summary } from './summary.js'

/** A figure by which runs are compared. */
export interface ComparedMetric {
  readonly key: MetricKey
  readonly label: string
  /** How a value is written. */
  readonly text: (value: number) => string
  /** What more and what less of it is called. */
  readonly more: string
  readonly less: string
  /** Whether more of it is better. */
  readonly moreIsBetter: boolean
  /** Its value in a run; null if there is none. */
  readonly of: (summary: Summary | ClassSummary) => number | null
}

/** The names of the figures, as `--metric` takes them. */
export type MetricKey =
  | 'meanSeconds'
  | 'medianSeconds'
  | 'p95Seconds'
  | 'lastFinishSeconds'
  | 'utilisation'
  | 'jain'
  | 'seedCopies'
  | 'sourceCost'
  | 'finishOverModel'
  | 'completedShare'

const time = { text: formatSeconds, more: 'slower', less: 'faster', moreIsBetter: false }

/** Every figure that is compared, in reading order. */
export const COMPARED: readonly ComparedMetric[] = [
  { key: 'meanSeconds', label: 'mean', ...time, of: ({ meanSeconds }) => meanSeconds },
  { key: 'medianSeconds', label: 'median', ...time, of: ({ medianSeconds }) => medianSeconds },
  { key: 'p95Seconds', label: '95 % done', ...time, of: ({ p95Seconds }) => p95Seconds },
  {
    key: 'lastFinishSeconds',
    label: 'last finish',
    ...time,
    more: 'later',
    less: 'earlier',
    of: ({ lastFinishSeconds }) => lastFinishSeconds,
  },
  {
    key: 'utilisation',
    label: 'uplinks used',
    text: formatShare,
    more: 'more',
    less: 'less',
    moreIsBetter: true,
    of: ({ utilisation }) => utilisation,
  },
  {
    key: 'jain',
    label: 'fairness (Jain)',
    text: numberText,
    more: 'fairer',
    less: 'less fair',
    moreIsBetter: true,
    of: ({ jain }) => jain,
  },
  {
    key: 'seedCopies',
    label: 'copies of seeds',
    text: numberText,
    more: 'more',
    less: 'fewer',
    moreIsBetter: false,
    of: (summary) => ('seedCopies' in summary ? summary.seedCopies : null),
  },
  {
    key: 'sourceCost',
    label: 'cost of the source',
    text: numberText,
    more: 'dearer',
    less: 'cheaper',
    moreIsBetter: false,
    of: (summary) => ('sourceCost' in summary ? summary.sourceCost : null),
  },
  {
    key: 'finishOverModel',
    label: 'last finish / formula',
    text: timesText,
    more: 'more',
    less: 'less',
    moreIsBetter: false,
    of: (summary) => ('finishOverModel' in summary ? summary.finishOverModel : null),
  },
  {
    key: 'completedShare',
    label: 'complete',
    text: formatShare,
    more: 'more',
    less: 'fewer',
    moreIsBetter: true,
    of: ({ leechers, completed }) => (leechers > 0 ? completed / leechers : null),
  },
]

/** The metric of this name. */
export function comparedMetric(key: MetricKey): ComparedMetric {
  return COMPARED.find((metric) => metric.key === key) as ComparedMetric
}
