import { useEffect, useRef } from 'preact/hooks'
import { PRESENCE } from '../../replay/swarm-state.js'
import { LAYOUT_NAMES, type LayoutName } from '../stage/layouts.js'
import { clock, language, t } from '../words/words.js'
import { startDrawing } from './canvas.js'
import { peerName } from './peer-name.js'
import { openMenu } from './sandbox/target.js'
import { companionStage, type StageModel, shownStage } from './stage-model.js'
import * as store from './store.js'
import { choose } from './subject.js'

/** What a screen reader says of the picture. While the time runs it stays as it was. */
function labelOf(stage: StageModel): string {
  void language.value
  const state = store.isPlaying.value ? null : stage.stateNow()
  if (state === null) return ''
  const { pieceCount } = stage.playhead.value!.recording.header
  let [here, complete] = [0, 0]
  for (let host = 0; host < state.presence.length; host++) {
    if (state.presence[host] !== PRESENCE.here) continue
    here++
    if (state.pieceCounts[host] === pieceCount) complete++
  }
  return t('stageLabel', { time: clock(state.time), here, complete })
}

/** The stage: the swarm at the moment shown. A click selects a peer, or asks about a link. */
export function StageView() {
  return (
    <Stage
      stage={shownStage}
      label={labelOf(shownStage)}
      onClick={(event) => {
        const target = shownStage.targetAt(event)
        // A second click on a peer asks what can be done to it.
        if (target?.kind === 'peer' && target.host === store.selected.value) {
          openMenu(target.host, event.clientX, event.clientY)
        }
        choose(target)
      }}
      onContextMenu={(event) => {
        event.preventDefault()
        openMenu(shownStage.peerAt(event), event.clientX, event.clientY)
      }}
    >
      <LayoutChoice />
    </Stage>
  )
}

/** The second run, on the same clock. A click selects a peer in both, or asks about a link. */
export function CompanionView({ name }: { readonly name: string }) {
  return (
    <Stage
      stage={companionStage}
      label={[name, labelOf(companionStage)].filter((text) => text !== '').join(', ')}
      onClick={(event) => choose(companionStage.targetAt(event), 'companion')}
    />
  )
}

interface StageProps {
  readonly stage: StageModel
  readonly label: string
  readonly onClick: (event: MouseEvent) => void
  readonly onContextMenu?: (event: MouseEvent) => void
  readonly children?: preact.ComponentChildren
}

function Stage({ stage, label, children, ...handlers }: StageProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(
    () =>
      startDrawing(
        canvas.current!,
        stage.size,
        () => stage.watch(),
        (place) => stage.draw(place),
      ),
    [stage],
  )
  return (
    <div class="stage">
      <canvas
        ref={canvas}
        role="img"
        aria-label={label}
        onPointerMove={(event) => stage.hover(event)}
        onPointerLeave={() => stage.hover(null)}
        {...handlers}
      />
      {children}
      <PeerHint stage={stage} />
    </div>
  )
}

/** The name of the peer under the pointer. */
function PeerHint({ stage }: { readonly stage: StageModel }) {
  const [recording, layout] = [stage.playhead.value?.recording, stage.layout.value]
  const host = stage.hovered.value
  if (recording === undefined || host === null || layout === null) return null
  const { x, y, radius } = layout
  return (
    <div class="hint" style={{ left: `${x[host]}px`, top: `${y[host] + radius + 8}px` }}>
      {peerName(recording, host)}
    </div>
  )
}

/** Chooses where the peers stand, on all stages. */
function LayoutChoice() {
  return (
    <select
      class="layout"
      aria-label={t('layout')}
      title={`${t('layout')} (L)`}
      value={store.layout.value}
      onChange={(event) => {
        store.layout.value = event.currentTarget.value as LayoutName
      }}
    >
      {LAYOUT_NAMES.map((name) => (
        <option key={name} value={name}>
          {t(`layout-${name}`)}
        </option>
      ))}
    </select>
  )
}
