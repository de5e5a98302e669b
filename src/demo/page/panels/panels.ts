import type { ComponentType } from 'preact'
import type { WordKey } from '../../words/words.js'
import { SandboxPanel } from '../sandbox/sandbox-panel.js'
import { ContributionPanel, ProgressPanel, UploadUsePanel } from './group-panels.js'
import { LegendPanel } from './legend-panel.js'
import { PeerPanel } from './peer-panel.js'
import { PieceMapPanel } from './piece-map-panel.js'
import { CopiesPanel, TradesPanel } from './swarm-panels.js'
import { WhyPanel } from './why-panel.js'

/** A panel at the side of the stage; one is shown at a time. */
export interface Panel {
  /** Its name in the URL. */
  readonly id: string
  readonly label: WordKey
  /** It reads the signals of `store.ts` and `moment`, and takes no properties. */
  readonly View: ComponentType
}

/** All panels in the order of their tabs. To add one, add a line and its label. */
export const PANELS: readonly Panel[] = [
  { id: 'legend', label: 'legend', View: LegendPanel },
  { id: 'peer', label: 'panelPeer', View: PeerPanel },
  { id: 'why', label: 'panelWhy', View: WhyPanel },
  { id: 'piece-map', label: 'panelPieceMap', View: PieceMapPanel },
  { id: 'progress', label: 'panelProgress', View: ProgressPanel },
  { id: 'upload-use', label: 'panelUploadUse', View: UploadUsePanel },
  { id: 'contribution', label: 'panelContribution', View: ContributionPanel },
  { id: 'copies', label: 'panelCopies', View: CopiesPanel },
  { id: 'trades', label: 'panelTrades', View: TradesPanel },
  { id: 'sandbox', label: 'panelSandbox', View: SandboxPanel },
]
