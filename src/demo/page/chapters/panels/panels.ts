import type { ComponentType } from 'preact'
import type { Panel } from '../../../chapters/chapter.js'
import type { WordKey } from '../../../words/words.js'
import { ProgressPanel } from '../../panels/group-panels.js'
import { LegendPanel } from '../../panels/legend-panel.js'
import { PeerPanel } from '../../panels/peer-panel.js'
import { WhyPanel } from '../../panels/why-panel.js'
import { Copies } from './copies.js'
import { ImprovingPairs } from './improving.js'
import { Payoffs } from './payoffs.js'
import { PieceGrid } from './piece-grid.js'
import { Contribution, Formula, Limits, Times, Trades, UploadUse } from './run-tables.js'
import { Torrent, Tracker } from './torrent.js'

/** A panel of the chapters: it shows every run on the stage. */
export interface ChapterPanel {
  readonly label: WordKey
  readonly View: ComponentType
}

/** The panels of the chapters. To add one, add it to `STEP_PANELS` and a line here. */
export const CHAPTER_PANELS: Readonly<Record<Panel, ChapterPanel>> = {
  torrent: { label: 'panelTorrent', View: Torrent },
  tracker: { label: 'panelTracker', View: Tracker },
  formula: { label: 'panelFormula', View: Formula },
  limits: { label: 'panelLimits', View: Limits },
  progress: { label: 'panelProgress', View: ProgressPanel },
  times: { label: 'panelTimes', View: Times },
  'upload-use': { label: 'panelUploadUse', View: UploadUse },
  copies: { label: 'panelCopies', View: Copies },
  trades: { label: 'panelTrades', View: Trades },
  'improving-pairs': { label: 'panelImproving', View: ImprovingPairs },
  contribution: { label: 'panelContribution', View: Contribution },
  'peer-table': { label: 'panelPeer', View: PeerPanel },
  'piece-map': { label: 'panelPieces', View: PieceGrid },
  payoffs: { label: 'panelPayoffs', View: Payoffs },
  why: { label: 'panelWhy', View: WhyPanel },
  legend: { label: 'legend', View: LegendPanel },
}
