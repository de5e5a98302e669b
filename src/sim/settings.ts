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
  /** False behind a NAT: such a host can dial out, nobody can dial it. */
  readonly reachable: boolean
  /** Bytes that the host may still send, headers included; Infinity for no cap. */
  readonly uploadCapBytes: number
}

/** When the peers of a group arrive. */
export type ArrivalSettings =
  /** All within a window, each at a uniformly random instant of it. */
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
  /** Given instants, one a peer, ascending. */
  | { readonly kind: 'trace'; readonly atSeconds: readonly number[] }

/** What a peer does once it is complete. */
export type LeavingSettings =
  | { readonly kind: 'stay' }
  | { readonly kind: 'on-completion' }
  /** Stays as a seed for an exponentially distributed time. */
  | { readonly kind: 'linger'; readonly meanSeconds: number }
  /** Stays until it has uploaded `ratio` times the torrent's size. */
  | { readonly kind: 'ratio'; readonly ratio: number }
  /** Leaves as soon as it holds this share of the pieces, complete or not. */
  | { readonly kind: 'share'; readonly share: number }

/** What a peer of the group holds when it arrives. */
export type HoldingSettings =
  | { readonly kind: 'all' }
  | { readonly kind: 'nothing' }
  /** A random share of the pieces, the share drawn uniformly for each peer. */
  | { readonly kind: 'share'; readonly from: number; readonly to: number }
  /** Exactly these pieces. */
  | { readonly kind: 'pieces'; readonly pieces: readonly number[] }

/** A group of like peers. */
export interface GroupSettings {
  readonly name: string
  /** How many peers the group has at most (a Poisson group may be cut off by `untilSeconds`). */
  readonly count: number
  readonly holds: HoldingSettings
  readonly access: AccessSettings
  readonly arrivals: ArrivalSettings
  readonly leaving: LeavingSettings
  /** Rate at which an incomplete peer gives up and leaves, per second; 0 for never. */
  readonly abortPerSecond: number
  /** Rate at which each of the peer's links breaks, per second; 0 for never. */
  readonly linkDropsPerSecond: number
  /** The host goes off the net at this rate per second (0: never), for `flapSeconds`. */
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
  /** What the chokers are told; what is left out is as standard. */
  readonly chokerSettings?: PolicySettings
  readonly seedChokerSettings?: PolicySettings
  /** What the picker is told; what is left out is as standard. */
  readonly pickerSettings: PolicySettings
  /** Name of a behaviour, and what it is told likewise. */
  readonly behaviour: string
  readonly behaviourSettings: PolicySettings
  readonly peer: PeerSettings
}

/** When a planned event happens: at an instant, or when a state is first reached. */
export type TriggerSettings =
  | { readonly kind: 'at'; readonly atSeconds: number }
  /** When this share of the peers that began incomplete (of `group`, or of all) is complete. */
  | { readonly kind: 'completed'; readonly share: number; readonly group: string | null }
  /** When this share of all pieces that are to be got has been got: 0.5 is half time. */
  | { readonly kind: 'gained'; readonly share: number }
  /** When all pieces have left the initial seeds at least once. */
  | { readonly kind: 'all-pieces-out' }

/** What a planned event does. */
export type ActionSettings =
  /** The group's peers vanish without a word to the tracker. */
  | { readonly kind: 'kill'; readonly group: string }
  /** The group's peers leave in good order. */
  | { readonly kind: 'leave'; readonly group: string }
  /** One peer vanishes: those that come complete count first, the others as they arrive, from 0. */
  | { readonly kind: 'kill-node'; readonly node: number }
  /** One peer is off the net for a while. */
  | { readonly kind: 'flap-node'; readonly node: number; readonly seconds: number }
  /** The links by which one peer is fed break, and are never made again. */
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

/** A planned event. */
export interface EventSettings {
  readonly when: TriggerSettings
  readonly action: ActionSettings
}

/** What carrying bytes costs. */
export interface NetworkSettings {
  /** TCP/IP header bytes a segment: 40, or 52 with timestamps; 0 for none. */
  readonly headerBytes: number
  /** Payload bytes a full segment (1460 on Ethernet). */
  readonly segmentBytes: number
  /** One acknowledgement of `headerBytes` on the way back for this many segments; 0 for none. */
  readonly segmentsPerAck: number
  /** Bytes of one flow that may be sent but not yet through the receiver's downlink. */
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

/** A player that each peer feeds: it plays the torrent from the first piece to the last. */
export interface PlaybackSettings {
  readonly bytesPerSecond: number
  /** It begins so long after the peer's arrival. */
  readonly startUpSeconds: number
}

/** A whole swarm, in bytes and seconds: what the simulated world is made of. */
export interface SwarmSettings {
  readonly sizeBytes: number
  readonly pieceBytes: number
  /** How the file is moved. */
  readonly model: ModelSettings
  readonly groups: readonly GroupSettings[]
  readonly network: NetworkSettings
  readonly tracker: TrackerSettings
  readonly events: readonly EventSettings[]
  /** What a gigabyte (10^9 bytes) costs those who come complete; null: nobody counts. */
  readonly pricePerGigabyte: number | null
  /** What is measured of playing while downloading; null: nothing. */
  readonly playback: PlaybackSettings | null
  /** The run ends at this time at the latest. */
  readonly untilSeconds: number
  /** Whether it ends as soon as every peer that still can is complete or gone. */
  readonly stopWhenComplete: boolean
  /** Seconds between two samples of the series. */
  readonly sampleSeconds: number
  /** Names every draw of chance. */
  readonly seed: string
}
