/** A rule of the world that a run broke. */
export interface Fault {
  /** One of `RULES`, with a detail such as the message of an exception: `range: utilisation`. */
  readonly rule: string
  /** What happened, in one sentence, with peers and times. */
  readonly what: string
}

/** Every rule and what it says. */
export const RULES = {
  exception: 'no run throws an exception',
  endless: 'a run ends after a bounded number of events',
  determinism: 'a second run of the scenario has the same trace hash',
  'stuck-wrong': 'nobody completes after a run is called stuck',
  'stuck-late': 'a run is stuck as soon as that is certain, whenever it takes samples',
  'uplink-capacity': 'no uplink carries more than its capacity',
  'downlink-capacity': 'no downlink carries more than its capacity',
  window: 'no connection has more bytes in flight than its window permits',
  'bytes-counted': 'every byte of every message is counted as sent',
  slots: 'no choker that has slots serves more neighbours than it has',
  'sent-while-choked': 'no block is sent to a neighbour that is choked',
  'piece-unrequested': 'a block is sent only after a request for it',
  'piece-early': 'a block is sent only once its request has arrived',
  'piece-missing': 'a peer sends only pieces that it holds',
  'block-unrequested': 'a block arrives only on a link that requested it, once for each request',
  'message-early': 'a message is received only after both links and the path have carried it',
  'request-unannounced': 'a piece is requested only from a neighbour that has announced it',
  'request-while-choked': 'no block is requested from a neighbour that chokes',
  'request-uninterested': 'no block is requested without interest',
  'request-twice': 'no block is requested twice on one link',
  'request-duplicate': 'only endgame requests a block from several neighbours at once',
  'request-held': 'no block is requested that is here already',
  'pipeline-depth': 'no link has more requests outstanding than its pipeline permits',
  'link-closed': 'nothing is sent on a closed link',
  'most-links': 'no peer has more links than it permits',
  hash: 'a piece passes its check only if all its blocks are here',
  'finisher-holds-all': 'a peer that completed holds every piece',
  conservation: 'no byte is received that was not sent, and instants are in order',
  bound: 'no run beats a published lower bound',
  range: 'every figure is finite and in its range',
  starvation: 'every reachable piece arrives, unless there is a cause that can be named',
} as const

/** The name of a rule that this program checks. */
export type Rule = keyof typeof RULES

/** Returns the rule of a fault without what follows it, such as the figure that is out of range. */
export function ruleOf(fault: string): Rule {
  return fault.split(':')[0] as Rule
}

/** Collects the faults of a run: the first of each rule and detail. */
export class Faults {
  readonly found = new Map<string, Fault>()

  /**
   * Notes that a rule is broken; `what` is called only for its first fault. Faults with different
   * details, such as figures, are found and shrunk one by one.
   */
  add(rule: Rule, what: () => string, detail = ''): void {
    const name = detail === '' ? rule : `${rule}: ${detail}`
    if (!this.found.has(name)) this.found.set(name, { rule: name, what: what() })
  }

  /** Notes that a rule is broken unless `holds`. */
  check(holds: boolean, rule: Rule, what: () => string, detail?: string): void {
    if (!holds) this.add(rule, what, detail)
  }
}
