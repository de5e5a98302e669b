import type { PeerColumns, SeriesColumns } from './measurements.js'
import type { Column } from './table.js'

/** A column with the name of a measured one. */
interface Measured<Name> extends Column {
  readonly name: Name & string
}

type PeerField = Exclude<keyof PeerColumns, 'count' | 'group'>
type SeriesField = Exclude<keyof SeriesColumns, 'count'>

const seconds = { kind: 'number', unit: 's' } as const
const bytes = { kind: 'number', unit: 'bytes' } as const
const rate = { kind: 'number', unit: 'bytes/s' } as const
const share = { kind: 'number', unit: '0 to 1' } as const
const count = { kind: 'number', unit: 'count' } as const

/** The columns of peers.csv that are measured, in order. */
export const PEER_FIELDS: readonly Measured<PeerField>[] = [
  {
    name: 'arrivalSeconds',
    ...seconds,
    meaning: 'Time of arrival.',
  },
  { name: 'firstPieceSeconds', ...seconds, meaning: 'Time of the first verified piece.' },
  {
    name: 'completionSeconds',
    ...seconds,
    meaning: 'Time of completion; for a peer that arrived complete, its arrival.',
  },
  {
    name: 'departureSeconds',
    ...seconds,
    meaning: 'Time of departure; empty for a peer that was present at the end.',
  },
  { name: 'startShare', ...share, meaning: 'Share of the pieces held on arrival.' },
  { name: 'upBytesPerSecond', ...rate, meaning: 'Uplink capacity at the start of the run.' },
  { name: 'downBytesPerSecond', ...rate, meaning: 'Downlink capacity at the start of the run.' },
  { name: 'uploadedBytes', ...bytes, meaning: 'Payload bytes of blocks sent.' },
  {
    name: 'downloadedBytes',
    ...bytes,
    meaning: 'Payload bytes of blocks received, duplicate and corrupt included.',
  },
  { name: 'fromSeedsBytes', ...bytes, meaning: 'Of these, from peers that arrived complete.' },
  {
    name: 'fromFinishedBytes',
    ...bytes,
    meaning: 'Of these, from former leechers that had completed.',
  },
  { name: 'duplicateBytes', ...bytes, meaning: 'Of these, blocks that the peer already had.' },
  {
    name: 'corruptBytes',
    ...bytes,
    meaning: 'Of these, discarded because a piece failed its hash.',
  },
  {
    name: 'controlBytes',
    ...bytes,
    meaning: 'All bytes sent but block payload: message headers, requests, TCP/IP headers, acks.',
  },
  {
    name: 'sentBytes',
    ...bytes,
    meaning: 'All bytes that left the uplink during the stay, until no leecher was left.',
  },
  {
    name: 'capacityBytes',
    ...bytes,
    meaning: 'Bytes that the uplink could have sent in that time.',
  },
  {
    name: 'chokedSeconds',
    ...seconds,
    meaning: 'Time as a leecher during which every peer of interest choked it.',
  },
  { name: 'leechingSeconds', ...seconds, meaning: 'Time spent present and incomplete.' },
  {
    name: 'startUpSeconds',
    ...seconds,
    meaning: 'Shortest wait before play without a stall; empty without a player.',
  },
  {
    name: 'latePieces',
    ...count,
    meaning: 'Pieces missing when the player got to them; empty without a player.',
  },
]

/** All columns of peers.csv: the measured ones, and those that follow from them. */
export const PEER_COLUMNS: readonly Column[] = [
  { name: 'peer', kind: 'integer', meaning: 'Number of the peer, from 0.' },
  { name: 'group', kind: 'text', meaning: 'Its group in the scenario.' },
  ...PEER_FIELDS.slice(0, 3),
  {
    name: 'durationSeconds',
    ...seconds,
    meaning: '`completionSeconds` - `arrivalSeconds`; empty for a peer that arrived complete.',
  },
  ...PEER_FIELDS.slice(3, 11),
  {
    name: 'fromLeechersBytes',
    ...bytes,
    meaning: 'Of the payload received, the part sent by leechers.',
  },
  ...PEER_FIELDS.slice(11),
  {
    name: 'boundSeconds',
    ...seconds,
    meaning: 'The earliest possible completion if the whole swarm served this peer alone.',
  },
]

/** The columns of series.csv. */
export const SERIES_COLUMNS: readonly Measured<SeriesField>[] = [
  {
    name: 'timeSeconds',
    ...seconds,
    meaning: 'Time of the sample: every `sampleEvery`, and at the end of the run.',
  },
  { name: 'leechers', ...count, meaning: 'Peers present that are incomplete.' },
  { name: 'seeds', ...count, meaning: 'Peers present that are complete.' },
  { name: 'completed', ...count, meaning: 'Leechers that have completed so far.' },
  ...([10, 25, 50, 75, 90] as const).map((percent) => ({
    name: `progress${percent}` as const,
    ...share,
    meaning:
      `${percent} % of the leechers hold at most this share of the pieces. Those that have ` +
      'completed count as 1, also once they have left.',
  })),
  {
    name: 'rateBytesPerSecond',
    ...rate,
    meaning: 'Payload delivered to all peers, since the previous sample.',
  },
  {
    name: 'leecherUtilisation',
    ...share,
    meaning: 'Payload that left leechers’ uplinks over their capacity, since the previous sample.',
  },
  { name: 'seedUtilisation', ...share, meaning: 'The same for complete peers.' },
  { name: 'minCopies', ...count, meaning: 'Copies of the rarest piece among the peers present.' },
  { name: 'meanCopies', ...count, meaning: 'Mean number of copies over all pieces.' },
  {
    name: 'improvingPairs',
    ...share,
    meaning:
      'Of the pairs of linked leechers interested in each other, how many would both gain if ' +
      'they unchoked each other; at most one choking round (10 s) old. Empty if there is no ' +
      'such pair or the measure does not apply.',
  },
]

/** The columns of pairs.csv. */
export const PAIR_COLUMNS: readonly Column[] = [
  { name: 'from', kind: 'text', meaning: 'Sending group.' },
  { name: 'to', kind: 'text', meaning: 'Receiving group.' },
  { name: 'bytes', ...bytes, meaning: 'Payload bytes sent.' },
  {
    name: 'unchokedSeconds',
    ...seconds,
    meaning: 'Time that senders had interested receivers unchoked, summed over links.',
  },
]
