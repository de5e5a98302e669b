import type { Random } from '../../base/random.js'
import type { Choker, PiecePicker } from '../../peer/policy.js'
import type { PeerSettings } from '../../peer/settings.js'
import type { PolicySetting, PolicySettings } from '../catalogue.js'

/** What a plug-in says of itself: the class that it is carries this as its static `policy`. */
export interface PolicyCard {
  readonly kind: 'choker' | 'picker'
  /** What scenarios call it: letters, digits and hyphens. */
  readonly name: string
  /** What it does, in a line. */
  readonly about: string
  /** Numbers that a scenario may tell it, by name: `{"name": "my-choker", "patience": 3}`. */
  readonly settings?: Readonly<Record<string, PolicySetting>>
}

/** A choker as a plug-in: the class that its file exports by default. One is made for each peer. */
export interface ChokerPlugin {
  readonly policy: PolicyCard
  /** `told` has a number for each setting of the card. */
  new (settings: PeerSettings, random: Random, told: PolicySettings): Choker
}

/** A piece picker as a plug-in: the class that its file exports by default. */
export interface PickerPlugin {
  readonly policy: PolicyCard
  new (pieceCount: number, random: Random, told: PolicySettings): PiecePicker
}

/** Questions and verbs that a class of each kind must have. */
export const REQUIRED_METHODS = {
  choker: ['rechoke'],
  picker: ['next'],
} as const satisfies Record<PolicyCard['kind'], readonly string[]>
