import { TRACE_COLUMNS } from '../../src/cli/run/trace-file.js'
import { LIFE_COLUMNS } from '../../src/cli/trace/life-csv.js'
import { ANNOUNCE_EVENTS } from '../../src/peer/announcer.js'
import { VERBS } from '../../src/sim/trace.js'

type Meanings<Columns extends readonly string[]> = Record<Columns[number], string>

const TRACE_MEANINGS: Meanings<typeof TRACE_COLUMNS> = {
  index: 'Number of the row, from 0.',
  time: 'When it was sent or happened, simulated seconds.',
  peer: 'Number of the peer, as in peers.csv.',
  verb: 'The message, or what happened to the peer.',
  to: 'Number of the neighbour; -1 = none or all. Further identities have numbers after all peers.',
  a: 'The piece, for have, request, piece and cancel; see below for arrive and announce; else 0.',
  b: 'The block in the piece of request, piece and cancel, from 0; else 0.',
}

const LIFE_MEANINGS: Meanings<typeof LIFE_COLUMNS> = {
  seconds: 'Simulated time, seconds.',
  kind: 'What happens.',
  other: 'Number of the other peer, as in peers.csv.',
  piece: 'Number of the piece, from 0.',
  block: 'Number of the block in the piece, from 0.',
  reason: 'Why the choker decided so.',
  hasSentNothing: 'true = the neighbour has sent no block on this connection so far.',
  rank: 'Rank of the neighbour in the decision; 1 is first.',
  bytesPerSecond: 'Rate that gave the rank, or the new capacity of a link, bytes/s.',
  count: 'Pieces held on arrival, addresses in an answer of the tracker, or new upload slots.',
  copies: 'Copies of a started piece among the neighbours.',
  rarer: 'Pieces that could have been started and are rarer.',
  equal: 'Other pieces that could have been started and are as rare.',
  isRandom: 'true = one of the first pieces, drawn at random.',
  sources: 'Who sent the blocks of a piece: `peer:blocks`, separated by spaces.',
}

/** The columns of trace.csv.gz: name, meaning. */
export const TRACE_ROWS = TRACE_COLUMNS.map((name) => [`\`${name}\``, TRACE_MEANINGS[name]])

/** The columns of `sim trace --csv`: name, meaning. */
export const LIFE_ROWS = LIFE_COLUMNS.map((name) => [`\`${name}\``, LIFE_MEANINGS[name]])

/** The verbs of trace.csv.gz, and what `a` is for those without a piece. */
export const VERB_NOTE = `Verbs: ${VERBS.join(', ')}.
For arrive, \`a\` is the number of pieces held; for announce it is
${ANNOUNCE_EVENTS.map((event, code) => `${code} ${event}`).join(', ')}.`
