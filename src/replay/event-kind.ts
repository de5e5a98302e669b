import type { ChokeReason } from '../peer/policy.js'

/**
 * The kinds of events in a recording. Each row has a time, a host and a value; events of a link
 * also have the host's row for it (`row`) and the neighbour's number (`other`). What a value and a
 * detail mean stands at each kind; where nothing stands they are 0.
 */
export const EVENT = {
  /** The host's peer arrives. */
  arrived: 0,
  /** It arrived with a piece: value = piece, or -1 for every piece. */
  held: 1,
  /** A piece is complete and its hash is right: value = piece. */
  gained: 2,
  /** The peer is gone: value = index into `DEPARTURES`. */
  departed: 3,
  /** The host goes offline: it neither sends nor receives. */
  offline: 4,
  /** The host is online again. */
  online: 5,
  /** The host has a connection. Each of its two ends has an event and a row of its own. */
  linked: 6,
  /** The host's end of a connection is closed; the other end may learn of it later. */
  closed: 7,
  /** The host tells the neighbour that it wants a piece of it. */
  interested: 8,
  /** The host tells the neighbour that it wants none. */
  notInterested: 9,
  /**
   * The host lets the neighbour download: value = a decision, see `reasonOf` and `rankOf`;
   * detail = the rate by which it was ranked, bytes/s.
   */
  unchoked: 10,
  /** A link that was unchoked stays so for another reason: value and detail as when unchoked. */
  slotChanged: 11,
  /** The host stops that: value = a decision, detail = the rate. */
  choked: 12,
  /** The host finds that the neighbour snubs it: it sent no block for a minute, or none yet. */
  snubbed: 13,
  /** The neighbour snubs the host no longer. */
  unsnubbed: 14,
  /** The host runs its timed rechoke; the decisions of that instant follow. */
  rechoked: 15,
  /** The host's uplink changes: value = bytes/s. */
  uplink: 16,
  /** The host's downlink changes: value = bytes/s. */
  downlink: 17,
  /**
   * The host first requests a block of a piece, from the neighbour of the row: value = piece,
   * detail = why that piece, see `packPick`.
   */
  started: 18,
  /** The tracker answers the host: value = addresses in the answer, detail = those listed there. */
  answered: 19,
  /** The host chokes by another policy from now on: value = slots, detail = optimistic slots. */
  policyChanged: 20,
  /**
   * An unchoked link keeps its slot for the same reason, at another rank: value and detail as when
   * unchoked. So the rank of an unchoked link is always that of the latest round.
   */
  ranked: 21,
} as const

/** The number of a kind of event. */
export type EventKind = (typeof EVENT)[keyof typeof EVENT]

/**
 * How a peer departed: complete, incomplete but with messages to its neighbours, or without any
 * message because it was killed or is offline.
 */
export const DEPARTURES = ['complete', 'left', 'vanished'] as const

/** What became of a block. */
export const OUTCOME = {
  /** The run ended before it arrived; when it would have arrived is not known. */
  underway: 0,
  /** It arrived, and the receiver lacked it. */
  useful: 1,
  /** It arrived, and the receiver had it. */
  duplicate: 2,
  /** It arrived corrupt. */
  corrupt: 3,
  /** It never arrived: the connection ended before. */
  lost: 4,
} as const

/** The reasons of chokers by number; 0 stands for a choker that gives none. */
const REASONS = [
  'fastest',
  'optimistic',
  'faster-but-uninterested',
  'next-in-turn',
  'everybody',
  'nobody',
  'random',
  'colluder',
  'share-due',
  'best-return',
  'least-or-most',
  'in-debt',
  'slots-full',
  'not-interested',
  'snubbed',
  'by-hand',
] as const satisfies readonly ChokeReason[]

const NUMBERS: Readonly<Record<ChokeReason, number>> = Object.fromEntries(
  REASONS.map((reason, i) => [reason, i + 1]),
) as Record<(typeof REASONS)[number], number>

/** The number of the decisions of optimistic unchokes, in the lowest byte of their value. */
export const OPTIMISTIC: number = NUMBERS.optimistic

/** The value of a decision that came without a reason. */
export const NO_REASON = 0xffff_ff00 | 0

/** Packs a decision into a value: its reason and its rank (0 is first, -1 is none). */
export function packDecision(reason: ChokeReason, rank: number): number {
  return (rank << 8) | NUMBERS[reason]
}

/** Returns the reason of a decision; null if the choker gave none. */
export function reasonOf(decision: number): ChokeReason | null {
  return REASONS[(decision & 255) - 1] ?? null
}

/** Returns the rank of a decision: 0 is first, -1 is none. */
export function rankOf(decision: number): number {
  return decision >> 8
}

/** Why a piece was started, as the picker saw it at that instant. */
export interface Pick {
  /** Copies among the neighbours, as far as they announced them; at most 1023. */
  readonly copies: number
  /** How many of the pieces that it could have started there have fewer copies; at most 2047. */
  readonly rarer: number
  /** How many others have as many; at most 1023. */
  readonly equal: number
  /** Whether it is one of the first pieces, which are drawn at random. */
  readonly isRandom: boolean
}

const [COPIES_BITS, RARER_BITS, EQUAL_BITS] = [10, 11, 10]

/** Packs why a piece was started into the detail of an event: 10, 11, 10 and 1 bits. */
export function packPick({ copies, rarer, equal, isRandom }: Pick): number {
  const field = (value: number, bits: number) => Math.min(value, (1 << bits) - 1)
  const counts = (field(copies, COPIES_BITS) << RARER_BITS) | field(rarer, RARER_BITS)
  return (((counts << EQUAL_BITS) | field(equal, EQUAL_BITS)) << 1) | Number(isRandom)
}

/** Returns why a piece was started. */
export function pickOf(detail: number): Pick {
  const field = (shift: number, bits: number) => (detail >>> shift) & ((1 << bits) - 1)
  return {
    copies: field(1 + EQUAL_BITS + RARER_BITS, COPIES_BITS),
    rarer: field(1 + EQUAL_BITS, RARER_BITS),
    equal: field(1, EQUAL_BITS),
    isRandom: (detail & 1) === 1,
  }
}
