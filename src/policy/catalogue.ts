import type { Random } from '../base/random.js'
import type { Choker, PiecePicker } from '../peer/policy.js'
import type { PeerSettings } from '../peer/settings.js'
import { AntiLeech } from './anti-leech.js'
import { BitTyrant } from './bit-tyrant.js'
import { BlockTitForTat } from './block-tit-for-tat.js'
import { ByRate } from './by-rate.js'
import { Everybody } from './everybody.js'
import { Fastest } from './fastest.js'
import { InOrder } from './in-order.js'
import { Lottery } from './lottery.js'
import { PropShare } from './prop-share.js'
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
  random: {
    about: 'uploads to random takers, drawn anew every round',
    source: 'the random ranking of Rahman et al. 2011',
    make: (settings, random) => new Lottery(settings, random),
  },
  'by-rate': {
    about: 'tit-for-tat with as many slots as the rate of our uplink is worth',
    source: 'mainline 4.x, Choker._max_uploads',
    make: (settings, random) => new ByRate(settings, random),
  },
  'block-tit-for-tat': {
    about: 'tit-for-tat that serves nobody who owes us more than 512 KiB',
    source: 'Bharambe, Herley, Padmanabhan 2006, pairwise block-level tit-for-tat',
    make: (settings, random) => new BlockTitForTat(settings, random),
  },
  'prop-share': {
    about: 'gives each neighbour its share of what we receive, a fifth to newcomers',
    source: 'Levin, LaCurts, Spring, Bhattacharjee 2008',
    make: (settings, random) => new PropShare(settings, random),
  },
  'bit-tyrant': {
    about: 'serves those that give most for least, and no more of them than it can pay',
    source: 'Piatek et al. 2007, section 4',
    make: (settings) => new BitTyrant(settings),
  },
  'anti-leech': {
    about: 'for seeds: serves those that have least or most, the middle last',
    source: 'Chow, Golubchik, Misra 2008; libtorrent, anti_leech',
    make: (settings, random) => new AntiLeech(settings, random),
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
