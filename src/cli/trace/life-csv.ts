import { stringify } from 'csv-stringify/sync'
import type { LifeMoment } from '../../replay/life.js'

/** The columns of a life as a table, in order. */
export const LIFE_COLUMNS = [
  'seconds',
  'kind',
  'other',
  'piece',
  'block',
  'reason',
  'hasSentNothing',
  'rank',
  'bytesPerSecond',
  'count',
  'copies',
  'rarer',
  'equal',
  'isRandom',
  'sources',
] as const

/** Writes a life as CSV; `sources` has `peer:blocks`, parted by spaces. */
export function lifeCsv(moments: readonly LifeMoment[]): string {
  const rows = moments.map(({ pick, sources, ...moment }) => ({
    ...moment,
    ...pick,
    sources: sources?.map(({ peer, blocks }) => `${peer}:${blocks}`).join(' '),
  }))
  return stringify(rows, { header: true, columns: [...LIFE_COLUMNS], cast: { boolean: String } })
}
