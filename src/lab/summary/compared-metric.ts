import { metricSpec } from './metric-path.js'
import { UNITS } from './metric-text.js'

/** A metric by which runs are compared, and how a difference of it is put into words. */
export interface ComparedMetric {
  readonly key: ComparedKey
  /** Names the metric in rows and sentences. */
  readonly label: string
  /** Writes a value. */
  readonly text: (value: number) => string
  /** The words for a higher and for a lower value. */
  readonly more: string
  readonly less: string
  readonly moreIsBetter: boolean
  /** Whether values compare by their ratio: they have no upper end, and 0 is their least. */
  readonly isRatio: boolean
}

/** The keys of the compared metrics, as `--metric` takes them. */
export type ComparedKey =
  | 'meanSeconds'
  | 'medianSeconds'
  | 'p95Seconds'
  | 'lastFinishSeconds'
  | 'utilisation'
  | 'jain'
  | 'improvingPairs'
  | 'seedCopies'
  | 'sourceCost'
  | 'finishOverModel'
  | 'completedShare'

/** All compared metrics, in reading order. */
export const COMPARED: readonly ComparedMetric[] = [
  lowerIsBetter('meanSeconds', 'slower', 'faster'),
  lowerIsBetter('medianSeconds', 'slower', 'faster'),
  lowerIsBetter('p95Seconds', 'slower', 'faster'),
  lowerIsBetter('lastFinishSeconds', 'later', 'earlier'),
  higherIsBetter('utilisation', 'more', 'less'),
  higherIsBetter('jain', 'fairer', 'less fair'),
  lowerIsBetter('improvingPairs', 'more', 'fewer'),
  lowerIsBetter('seedCopies', 'more', 'fewer'),
  lowerIsBetter('sourceCost', 'more expensive', 'cheaper'),
  lowerIsBetter('finishOverModel', 'more', 'less'),
  higherIsBetter('completedShare', 'more', 'fewer'),
]

/** Returns the compared metric of this key. */
export function comparedMetric(key: ComparedKey): ComparedMetric {
  return COMPARED.find((metric) => metric.key === key) as ComparedMetric
}

function higherIsBetter(key: ComparedKey, more: string, less: string): ComparedMetric {
  const { title, head = title, unit } = metricSpec(key)
  // Shares, and indices up to 1, have an upper end.
  const isRatio = unit !== 'share' && unit !== 'ratio'
  return { key, label: head, text: UNITS[unit].text, more, less, moreIsBetter: true, isRatio }
}

function lowerIsBetter(key: ComparedKey, more: string, less: string): ComparedMetric {
  return { ...higherIsBetter(key, more, less), moreIsBetter: false }
}
