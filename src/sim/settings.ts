import type { PeerSettings } from '../peer/settings.js'
import type { PolicySettings } from '../policy/catalogue.js'
import type { ModelSettings } from './overlays/model-settings.js'

/** An access link: what a host can send and receive, and how it is reached. */
export interface AccessSettings {
  /** Uplink capacity, bytes/s, headers included. */
  readonly upBytesPerSecond: number
  /** Downlink capacity, bytes/s, headers included. */
  readonly downBytesPerSecond: number
  /** One-way delay between the host and the core of the network; a path costs both ends'. */
  readonly latencySeconds: number
  /** If above 0, each host draws its latency uniformly from latencySeconds to this value. */
  readonly latencyToSeconds: number
  /** False behind a NAT: such a host can dial others, but others cannot dial it. */
  readonly reachable: boolean
  /** Bytes that the host may still send, headers included; Infinity for no cap. */
  readonly uploadCapBytes: number
}

/** When the peers of a group arrive. */
export type ArrivalSettings =
  /** All within a window, each at a uniformly random time. */
  | { readonly kind: 'flash'; readonly atSeconds: number; readonly overSeconds: number }
  /** Evenly spaced from `atSeconds` on. */
  | { readonly kind: 'uniform'; readonly atSeconds: number; readonly everySeconds: number }
  /** A Poisson process of this rate from `atSeconds` on. */
  | { readonly kind: 'poisson'; readonly atSeconds: number; readonly perSecond: number }
  /** A Poisson process whose rate falls exponentially (Guo et al. 2005). */
  | {
      readonly kind: 'decaying'
      readonly atSeconds: number
      readonly perSecond: number
      readonly timeConstantSeconds: number
    }
  /** Given times, one for each peer, ascending. */
  | { readonly kind: 'trace'; readonly atSeconds: readonly number[] }

/** When a peer leaves. */
export type LeavingSettings =
  | { readonly kind: 'stay' }
  | { readonly kind: 'on-completion' }
  /** Accepts no further request once it is complete, and leaves when the others are served. */
  | { readonly kind: 'after-uploads' }
  /** Stays as a seed for an exponentially distributed time. */
  | { readonly kind: 'linger'; readonly meanSeconds: number }
  /** Stays as a seed for exactly this time. */
  | { readonly kind: 'linger-fixed'; readonly seconds: number }
  /** Stays until it has uploaded `ratio` times the torrent's size. */
  | { readonly kind: 'ratio'; readonly ratio: number }
  /** Leaves as soon as it holds this share of the pieces, complete or not. */
  | { readonly kind: 'share'; readonly share: number }

/** What a peer of the group holds when it arrives. */
export type HoldingSettings =
  | { readonly kind: 'all' }
  | { readonly kind: 'nothing' }
  /** Random pieces; their share is drawn uniformly for each peer. */
  | { readonly kind: 'share'; readonly from: number; readonly to: number }
  /** Exactly these pieces. */
  | { readonly kind: 'pieces'; readonly pieces: readonly number[] }

/** A group of peers with the same settings. */
export interface GroupSettings {
  readonly name: string
  /** The most peers of the group; `untilSeconds` may cut a Poisson group off before. */
  readonly count: number
  readonly holds: HoldingSettings
  readonly access: AccessSettings
  readonly arrivals: ArrivalSettings
  readonly leaving: LeavingSettings
  /** Rate at which an incomplete peer gives up and leaves, per second; 0 for never. */
  readonly abortPerSecond: number
  /** Rate at which each of the peer's links breaks, per second; 0 for never. */
  readonly linkDropsPerSecond: number
  /** Rate at which the host goes offline for `flapSeconds`, per second; 0 for never. */
  readonly flapsPerSecond: number
  readonly flapSeconds: number
  /** Share of the blocks sent that are corrupt, 0 to 1. */
  readonly corruptShare: number
  /** Whether these peers count as free riders in the summary. */
  readonly freeRider: boolean
  /** Names of policies: choking while leeching, choking while seeding, piece picking. */
  readonly choker: string
  readonly seedChoker: string
  readonly picker: string
  /** Settings of the chokers; what is left out has its default. */
  readonly chokerSettings?: PolicySettings
  readonly seedChokerSettings?: PolicySettings
  /** Settings of the picker; what is left out has its default. */
  readonly pickerSettings: PolicySettings
  /** Name of a behaviour, and its settings likewise. */
  readonly behaviour: string
  readonly behaviourSettings: PolicySettings
  readonly peer: PeerSettings
}

/** When a planned event happens: at a time, or when a state is first reached. */
export type TriggerSettings =
  | { readonly kind: 'at'; readonly atSeconds: number }
  /** When this share of the peers that began incomplete (of `group`, or of all) is complete. */
  | { readonly kind: 'completed'; readonly share: number; readonly group: string | null }
  /** When the leechers have got this share of all pieces that they need: 0.5 is halfway. */
  | { readonly kind: 'gained'; readonly share: number }
  /** When all pieces have left the initial seeds at least once. */
  | { readonly kind: 'all-pieces-out' }

/** Chokers and numbers of a peer that change; one that is left out stays. */
export interface PolicyChange {
  readonly choker?: string
  readonly chokerSettings?: PolicySettings
  readonly seedChoker?: string
  readonly seedChokerSettings?: PolicySettings
  readonly slots?: number
  /** At most as many as there are slots then. */
  readonly optimisticSlots?: number
  /** How long an optimistic unchoke lasts. */
  readonly optimisticSeconds?: number
}

/** What a planned event does. */
export type ActionSettings =
  /** The group's hosts vanish: nobody is told, neither neighbours nor tracker. */
  | { readonly kind: 'kill'; readonly group: string }
  /** The group's peers leave: they disconnect, and announce it to the tracker. */
  | { readonly kind: 'leave'; readonly group: string }
  /** One peer vanishes. Numbers begin at 0: initial seeds first, the others as they arrive. */
  | { readonly kind: 'kill-node'; readonly node: number }
  /** One peer leaves: it disconnects, and announces it to the tracker. */
  | { readonly kind: 'leave-node'; readonly node: number }
  /** One peer is offline for a while. */
  | { readonly kind: 'flap-node'; readonly node: number; readonly seconds: number }
  /** The links that supply one peer break, and are never made again. */
  | { readonly kind: 'cut-node'; readonly node: number }
  | { readonly kind: 'tracker-down' }
  | { readonly kind: 'tracker-up' }
  /** The group's links change their capacities, bytes/s. */
  | {
      readonly kind: 'access'
      readonly group: string
      readonly upBytesPerSecond: number
      readonly downBytesPerSecond: number
    }
  /** One peer's link changes its capacities, bytes/s; null: to that at the start of the run. */
  | {
      readonly kind: 'access-node'
      readonly node: number
      readonly upBytesPerSecond: number | null
      readonly downBytesPerSecond: number | null
    }
  /** The group's peers, those to come included, choke by other policies or numbers. */
  | { readonly kind: 'policy'; readonly group: string; readonly change: PolicyChange }
  /** One peer does. */
  | { readonly kind: 'policy-node'; readonly node: number; readonly change: PolicyChange }
  /**
   * One peer serves the peers with these numbers, the first first, whenever they are its neighbours
   * and interested. With `only` it serves nobody else; without, its choker has the other slots.
   */
  | {
      readonly kind: 'unchoke-node'
      readonly node: number
      readonly to: readonly number[]
      readonly only: boolean
    }

/** A planned event of one host or of a group's hosts. */
export type HostActionSettings = Extract<ActionSettings, { node: number } | { group: string }>

/** An event that changes policies. */
export type PolicyActionSettings = Extract<ActionSettings, { change: PolicyChange }>

/** An event by which a peer's neighbours are chosen by hand. */
export type HandActionSettings = Extract<ActionSettings, { kind: 'unchoke-node' }>

/** New capacities of a link. */
export type AccessActionSettings = Extract<ActionSettings, { upBytesPerSecond: number | null }>

/** A planned event. */
export interface EventSettings {
  readonly when: TriggerSettings
  readonly action: ActionSettings
}

/** How the network carries bytes: overhead, windows and slow start. */
export interface NetworkSettings {
  /** TCP/IP header bytes of a segment: 40, or 52 with timestamps; 0 for none. */
  readonly headerBytes: number
  /** Payload bytes of a full segment (1460 on Ethernet). */
  readonly segmentBytes: number
  /** One acknowledgement of `headerBytes` on the way back for this many segments; 0 for none. */
  readonly segmentsPerAck: number
  /** Bytes of one flow that may be sent and not yet acknowledged. */
  readonly windowBytes: number
  /** Whether a flow's window begins small and doubles each round trip (RFC 5681). */
  readonly slowStart: boolean
}

/** The tracker (BEP 3). */
export interface TrackerSettings {
  /** Addresses in one answer (50). */
  readonly peersPerAnnounce: number
  /** Seconds between periodic announces (1800). */
  readonly intervalSeconds: number
  /** A peer may ask again for more addresses after this many seconds (mainline: 300). */
  readonly minIntervalSeconds: number
}

/** Each peer's player, which plays the torrent from the first piece to the last. */
export interface PlaybackSettings {
  readonly bytesPerSecond: number
  /** Seconds from the peer's arrival until playback begins. */
  readonly startUpSeconds: number
}

/** All settings of a simulated swarm, in bytes and seconds. */
export interface SwarmSettings {
  readonly sizeBytes: number
  readonly pieceBytes: number
  /** The model by which the file is distributed. */
  readonly model: ModelSettings
  readonly groups: readonly GroupSettings[]
  readonly network: NetworkSettings
  readonly tracker: TrackerSettings
  readonly events: readonly EventSettings[]
  /** What a gigabyte (10^9 bytes) costs the initial seeds; null if cost is not counted. */
  readonly pricePerGigabyte: number | null
  /** Playback while downloading, to be measured; null for none. */
  readonly playback: PlaybackSettings | null
  /** The run ends at this time at the latest. */
  readonly untilSeconds: number
  /** Whether the run ends as soon as every expected peer is complete or gone. */
  readonly stopWhenComplete: boolean
  /** Seconds between two samples of the series; 0: chosen for 150 to 300 samples. */
  readonly sampleSeconds: number
  /** The end of the warm-up, seconds: means over time begin here. */
  readonly steadyFromSeconds: number
  /** Random seed; the same value repeats the run. */
  readonly seed: string
}
