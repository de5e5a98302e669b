import { EVENT } from '../../replay/event-kind.js'
import type { Recording } from '../../replay/recording.js'
import { hostsInOrder } from '../../sim/arrival-times.js'
import type { ChapterScenario } from './chapter-settings.js'
import { type OwnEvent, withOwnEvents } from './own-events.js'
import { receivedBytes } from './received.js'

/** Two peers that a reader lets trade from an instant on, seconds. */
export interface Trade {
  readonly at: number
  readonly pair: readonly [number, number]
}

/** Returns a scenario in which each pair keeps each other unchoked; the last trade goes first. */
export function withTrades(scenario: ChapterScenario, trades: readonly Trade[]): ChapterScenario {
  const order = hostsInOrder(scenario.settings.groups, scenario.settings.seed)
  const partners = new Map<number, number[]>()
  const events = trades.flatMap(({ at, pair: [a, b] }) =>
    [
      [a, b],
      [b, a],
    ].map(([host, other]): OwnEvent => {
      const to = [order.indexOf(other), ...(partners.get(host) ?? [])]
      partners.set(host, to)
      return { at, do: 'unchoke-node', node: order.indexOf(host), to, only: false }
    }),
  )
  return withOwnEvents(scenario, events)
}

/** Payload bytes in the time after a trade, in the run without it and in the run with it. */
export interface Bytes {
  readonly without: number
  readonly changed: number
}

/** What a trade did to a peer. */
export interface TradeEffect {
  readonly host: number
  /** Whether it trades; otherwise it had to make room. */
  readonly isTrader: boolean
  /**
   * What it received from those of the deal: a trader from its partner and from the peers that it
   * dropped, a dropped peer from the traders that dropped it.
   */
  readonly fromDeal: Bytes
  /** What it received from anybody. */
  readonly inAll: Bytes
}

/** Compares runs without and with a trade: its two peers first, then those that they dropped. */
export function effectsOf(
  { at, pair }: Trade,
  without: Recording,
  changed: Recording,
  seconds: number,
): TradeEffect[] {
  const span = { from: at, until: at + seconds }
  const drops = dropsOf({ at, pair }, changed)
  const [a, b] = pair
  const sides = new Map<number, Set<number>>([
    [a, new Set([b])],
    [b, new Set([a])],
  ])
  for (const [trader, dropped] of drops) {
    sides.get(trader)?.add(dropped)
    sides.set(dropped, new Set([...(sides.get(dropped) ?? []), trader]))
  }
  const bytes = (of: Recording, host: number, senders: Iterable<number>) =>
    [...senders].reduce((sum, sender) => sum + receivedBytes(of, host, span, sender), 0)
  return [...sides].map(([host, senders]) => ({
    ...{ host, isTrader: pair.includes(host) },
    fromDeal: {
      without: bytes(without, host, senders),
      changed: bytes(changed, host, senders),
    },
    inAll: {
      without: receivedBytes(without, host, span),
      changed: receivedBytes(changed, host, span),
    },
  }))
}

/** Returns which neighbours each trader chokes at the instant of its trade. */
function dropsOf({ at, pair }: Trade, { events }: Recording): [trader: number, dropped: number][] {
  const { time, kind, host, other } = events
  const drops: [number, number][] = []
  for (let row = 0; row < time.length && time[row] <= at; row++) {
    const isDrop = time[row] === at && kind[row] === EVENT.choked && pair.includes(host[row])
    if (isDrop) drops.push([host[row], other[row]])
  }
  return drops
}
