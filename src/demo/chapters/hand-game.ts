import { Random } from '../../base/random.js'
import { arrivalsOf, hostsInOrder } from '../../sim/arrival-times.js'
import type { SwarmSettings } from '../../sim/settings.js'
import type { ChapterScenario } from './chapter-settings.js'
import { type OwnEvent, withOwnEvents } from './own-events.js'

/** The uplinks that are dealt to the neighbours, as parts of their own; as many have each. */
const UPLINKS = [0.25, 0.5, 1, 2, 4]

/** What a reader gives a slot from an instant on. */
export interface Choice {
  /** Simulated seconds. */
  readonly at: number
  /** Numbers of hosts. */
  readonly to: readonly number[]
}

/** A game in which the reader chokes for one peer, by hand, for a while. */
export interface HandGame {
  /** The host of the reader's peer. */
  readonly you: number
  /** When it arrives and the game begins, and when the game ends, seconds. */
  readonly from: number
  readonly until: number
  /** The scenario in which the peer's own choker plays. */
  readonly rival: ChapterScenario
  /** Returns the scenario in which the reader plays. */
  play(choices: readonly Choice[]): ChapterScenario
}

/**
 * Makes the game of a group with one peer. The neighbours have uplinks of several speeds, dealt by
 * the random seed: both players meet the same ones, and neither is told which is which.
 */
export function handGame(scenario: ChapterScenario, group: string, seconds: number): HandGame {
  const { groups, seed } = scenario.settings
  const groupOf = groups.flatMap((each) => new Array<typeof each>(each.count).fill(each))
  const order = hostsInOrder(groups, seed)
  const you = groupOf.findIndex(({ name }) => name === group)
  const node = order.indexOf(you)
  const [from] = arrivalsOf(groupOf[you], seed)
  const until = from + seconds
  const uplinks = dealtUplinks(scenario.settings, order, you)
  const choose = (at: number, to: readonly number[], only: boolean): OwnEvent => ({
    ...{ at, do: 'unchoke-node', node },
    ...{ to: to.map((host) => order.indexOf(host)), only },
  })
  return {
    ...{ you, from, until },
    rival: withOwnEvents(scenario, uplinks),
    play: (choices) =>
      withOwnEvents(scenario, [
        ...uplinks,
        choose(from, [], true),
        ...choices.map(({ at, to }) => choose(at, to, true)),
        choose(until, [], false),
      ]),
  }
}

/** Deals an uplink to every leecher but the reader's own. */
function dealtUplinks(
  { groups, seed }: SwarmSettings,
  order: readonly number[],
  you: number,
): OwnEvent[] {
  const groupOf = groups.flatMap((each) => new Array<typeof each>(each.count).fill(each))
  const random = new Random(seed, 'dealt uplinks')
  const others = order.filter((host) => host !== you && groupOf[host].holds.kind !== 'all')
  for (let i = others.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    ;[others[i], others[j]] = [others[j], others[i]]
  }
  return others.map((host, i) => ({
    ...{ at: 0, do: 'access-node', node: order.indexOf(host) },
    up: groupOf[host].access.upBytesPerSecond * UPLINKS[i % UPLINKS.length],
  }))
}
