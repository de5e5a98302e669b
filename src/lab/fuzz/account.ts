/** Requests of one block that may still be answered. */
export interface Due {
  readonly times: number
  readonly sinceSeconds: number
}

/** The state of one end of a link, as its messages alone tell it. */
export class Account {
  isOpen = true
  /** Whether the neighbour chokes us, as far as we have received. */
  choking = true
  /** Whether we let the neighbour download. */
  unchoking = false
  /** Whether we have sent that we are interested. */
  interested = false
  /** Whether the neighbour has sent that it is interested. */
  wanted = false
  /** The blocks that we have requested and wait for. */
  readonly asked = new Set<number>()
  /**
   * How often each block was requested and has not yet arrived, and when first. A request that was
   * choked or cancelled may have been answered before the neighbour received that.
   */
  readonly due = new Map<number, Due>()
  /** Requests that only probe a neighbour that snubs us: they do not keep the block from others. */
  readonly probes = new Set<number>()
  /**
   * How often the neighbour may still be sent each block. A request that crosses a choke on its way
   * may be sent again after the next unchoke, and both may be answered.
   */
  readonly theirs = new Map<number, number>()

  /** `host` is at this end. */
  constructor(readonly host: number) {}
}

/** What one peer holds, as its messages and checks alone tell it. */
export class Store {
  readonly pieces = new Set<number>()
  /** Blocks of pieces that are not verified yet. */
  readonly blocks = new Set<number>()
  /** The links that it has open. */
  readonly links = new Set<number>()
}
