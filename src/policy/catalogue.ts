import type { Random } from '../base/random.js'
import type { Choker, PiecePicker } from '../peer/policy.js'
import type { PeerSettings } from '../peer/settings.js'
import { Everybody } from './everybody.js'
import { Fastest } from './fastest.js'
import { InOrder } from './in-order.js'
import { RandomOrder } from './random-order.js'
import { RarestFirst } from './rarest-first.js'
import { Rotating } from './rotating.js'

/** A choker by name. */
export interface ChokerEntry {
  /** What it does, in a line. */
  readonly about: string
  /** Where it is described. */
  readonly source: string
  /** Makes one for a peer. */
  make(settings: PeerSettings, random: Random): Choker
}

/** A piece picker by name. */
export interface PickerEntry {
  readonly about: string
  readonly source: string
  make(pieceCount: number, random: Random): PiecePicker
}

/** Every choker that a scenario may name. */
export const CHOKERS: Readonly<Record<string, ChokerEntry>> = {
  'tit-for-tat': {
    about: 'uploads to those that upload fastest to us, and to optimistic guests',
    source: 'BEP 3; Cohen 2003, section 3',
    make: (settings, random) => new Fastest(settings, random),
  },
  'seed-fastest': {
    about: 'for seeds: uploads to those that take fastest, and to optimistic guests',
    source: 'BEP 3; mainline before 4.0',
    make: (settings, random) => new Fastest(settings, random),
  },
  'seed-rotating': {
    about: 'for seeds: serves all alike, in turns by the time of their last unchoke',
    source: 'Legout, Urvoy-Keller, Michiardi 2006, section 2.2',
    make: (settings, random) => new Rotating(settings, random),
  },
  'unchoke-all': {
    about: 'uploads to everybody who is interested',
    source: 'the altruist, as a reference',
    make: () => new Everybody(true),
  },
  none: {
    about: 'uploads to nobody: a free rider',
    source: 'the free rider of Cohen 2003, section 3',
    make: () => new Everybody(false),
  },
}

/** Every piece picker that a scenario may name. */
export const PICKERS: Readonly<Record<string, PickerEntry>> = {
  'rarest-first': {
    about: 'the piece that the fewest neighbours hold, ties at random',
    source: 'Cohen 2003, section 2.4.2',
    make: (pieceCount, random) => new RarestFirst(pieceCount, random),
  },
  random: {
    about: 'any piece that can be got, each with equal chance',
    source: 'the baseline of Bharambe et al. 2006',
    make: (_pieceCount, random) => new RandomOrder(random),
  },
  'in-order': {
    about: 'the first piece that can be got, as a player would',
    source: 'the baseline of Parvez et al. 2008',
    make: () => new InOrder(),
  },
}
