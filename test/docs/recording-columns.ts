import { TABLES } from '../../src/replay/binary.js'
import { EVENT } from '../../src/replay/event-kind.js'

type Meanings = { [T in keyof typeof TABLES]: Record<keyof (typeof TABLES)[T], string> }

/** What each column of a recording means. */
const MEANINGS: Meanings = {
  hosts: {
    group: 'Index into `header.groups`.',
    firstRow: 'The first of its rows for links; the next peer’s rows follow.',
    upBytesPerSecond: 'Uplink capacity at the start, bytes/s.',
    downBytesPerSecond: 'Downlink capacity at the start, bytes/s.',
    reachable: '1 = others can dial it; 0 = behind a NAT.',
  },
  events: {
    time: 'Simulated time, seconds; never falls.',
    kind: 'Its kind, see below.',
    host: 'Number of the peer.',
    other: 'Number of the neighbour; 65535 if the event is not one of a link.',
    row: 'The peer’s row for the link; -1 for none.',
    value: 'A piece, bytes/s, or a decision: reason in the lowest byte, rank above it.',
    detail: 'The rate of a decision in bytes/s, or why a piece was started.',
  },
  blocks: {
    from: 'Number of the sender.',
    to: 'Number of the receiver.',
    start: 'When the uplink began the block, seconds; never falls.',
    end: 'When it arrived or was lost, seconds; Infinity if neither came before the end.',
    piece: 'Its piece.',
    index: 'Its number in the piece.',
    outcome: '0 under way at the end, 1 useful, 2 duplicate, 3 corrupt, 4 lost.',
  },
}

/** The columns in the order of the file: table, column, type, meaning. */
export const RECORDING_COLUMNS = Object.entries(TABLES).flatMap(([table, columns]) =>
  Object.entries(columns).map(([column, type]) => {
    const meanings = MEANINGS[table as keyof Meanings] as Readonly<Record<string, string>>
    return [table, `\`${column}\``, type, meanings[column]] as const
  }),
)

/** The kinds of events as `number name`. */
export const EVENT_KINDS = Object.entries(EVENT).map(([name, kind]) => `${kind} ${name}`)
