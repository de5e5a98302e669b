import type { ComponentType } from 'preact'
import type { Act, Chapter } from '../../chapters/chapter.js'
import { ChokeByHand } from './choke-by-hand.js'
import { FreeRiderMap } from './free-rider-map.js'
import { KnobsAct } from './knobs-act.js'
import { LeaveEarlier } from './leave-earlier.js'
import { Presets } from './presets.js'
import { PullPlug } from './pull-plug.js'
import { TorrentFile } from './torrent-file.js'
import { TradeAPair } from './trade-a-pair.js'

/** A component for what the reader may do at the end of a chapter. */
export type ActView = ComponentType<{ readonly of: Chapter }>

/** What the reader may do, by its kind. To add an act, add a line. */
export const ACTS: Readonly<Record<Act['kind'], ActView>> = {
  'choke-by-hand': ChokeByHand,
  'kill-node': PullPlug,
  knobs: KnobsAct,
  'leave-earlier': LeaveEarlier,
  map: FreeRiderMap,
  sandbox: Presets,
  'torrent-file': TorrentFile,
  'trade-a-pair': TradeAPair,
}
