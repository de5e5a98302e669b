import type { Random } from '../../base/random.js'
import type { Choker, PiecePicker } from '../../peer/policy.js'
import type { PeerSettings } from '../../peer/settings.js'
import type { PolicySetting, PolicySettings } from '../catalogue.js'

/** Describes a plug-in: every plug-in class has this as its static `policy`. */
export interface PolicyCard {
  readonly kind: 'choker' | 'picker'
  /** Its name in scenarios: letters, digits and hyphens. */
  readonly name: string
  /** One line on what it does. */
  readonly about: string
  /** Numbers that a scenario may set by name: `{"name": "my-choker", "patience": 3}`. */
  readonly settings?: Readonly<Record<string, PolicySetting>>
}

/** The default export of a choker plug-in; each peer constructs its own. */
export interface ChokerPlugin {
  readonly policy: PolicyCard
  /** `values` has a number for each setting of the card. */
  new (settings: PeerSettings, random: Random, values: PolicySettings): Choker
}

/** The default export of a piece picker plug-in; each peer constructs its own. */
export interface PickerPlugin {
  readonly policy: PolicyCard
  new (pieceCount: number, random: Random, values: PolicySettings): PiecePicker
}

/** The methods that a plug-in of each kind must have. */
export const REQUIRED_METHODS = {
  choker: ['rechoke'],
  picker: ['next'],
} as const satisfies Record<PolicyCard['kind'], readonly string[]>
