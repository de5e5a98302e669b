import { computed, signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Recording } from '../../replay/recording.js'
import { PRESENCE, type SwarmState } from '../../replay/swarm-state.js'
import { drawStage } from '../stage/draw.js'
import { targetAt } from '../stage/hit.js'
import { type Layout, layOut, peerAt } from '../stage/layout.js'
import { Traffic } from '../stage/traffic.js'
import { clock, language, t } from '../words/words.js'
import { startDrawing } from './canvas.js'
import { peerName } from './peer-name.js'
import { openMenu } from './sandbox/target.js'
import * as store from './store.js'
import { choose } from './subject.js'
import { palette } from './theme.js'

/** The size of the canvas, CSS pixels. */
const size = signal({ width: 0, height: 0 })

/** The peer under the pointer; null for none. */
const hovered = signal<number | null>(null)

const layout = computed<Layout | null>(() => {
  const { width, height } = size.value
  const recording = store.recording.value
  return recording === null || width === 0 ? null : layOut(recording, width, height)
})

/** The rates at the moment shown, for the stage and the panels. */
export const traffic = computed(() => {
  const recording = store.recording.value
  return recording === null ? null : new Traffic(recording)
})

/** Draws the picture of the moment shown. */
function draw(canvas: HTMLCanvasElement): void {
  const context = canvas.getContext('2d')
  const { width } = size.value
  if (context === null || width === 0) return
  // The last row of pixels is not wholly covered: what was drawn there before must go.
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.clearRect(0, 0, canvas.width, canvas.height)
  const scale = devicePixelRatio
  context.setTransform(scale, 0, 0, scale, 0, 0)
  const state = store.stateNow()
  if (state === null || layout.value === null || traffic.value === null) return
  traffic.value.update(state.time)
  drawStage(context, {
    recording: store.playhead.value!.recording,
    state,
    layout: layout.value,
    palette: palette.value,
    traffic: traffic.value,
    focus: hovered.value ?? store.selected.value,
    emphasis: store.emphasis.value,
  })
}

/** Reads whatever the picture depends on. */
function watch(): void {
  void [store.time.value, store.run.value, store.selected.value, hovered.value]
  void [layout.value, palette.value, traffic.value, store.emphasis.value]
}

/** What a screen reader says of the picture. While the time runs it stays as it was. */
function label(): string {
  void language.value
  const state = store.isPlaying.value ? null : store.stateNow()
  return state === null ? '' : stageLabel(store.recording.value!, state)
}

/** Returns what a state is of, as a text. */
export function stageLabel({ header }: Recording, state: SwarmState): string {
  let [here, complete] = [0, 0]
  for (let host = 0; host < state.presence.length; host++) {
    if (state.presence[host] !== PRESENCE.here) continue
    here++
    if (state.pieceCounts[host] === header.pieceCount) complete++
  }
  return t('stageLabel', { time: clock(state.time), here, complete })
}

/** What was clicked on, at the moment shown. */
function targetOf({ offsetX, offsetY }: MouseEvent) {
  const state = store.stateNow()
  if (state === null || layout.value === null) return null
  const { recording } = store.playhead.value!
  return targetAt({ layout: layout.value, state, recording }, offsetX, offsetY)
}

/** The stage: the swarm at the moment shown. A click selects a peer, or asks about a link. */
export function StageView() {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => startDrawing(canvas.current!, size, watch, draw), [])
  const find = (event: MouseEvent) =>
    layout.value && peerAt(layout.value, event.offsetX, event.offsetY)
  return (
    <div class="stage">
      <canvas
        ref={canvas}
        role="img"
        aria-label={label()}
        onPointerMove={(event) => {
          hovered.value = find(event)
        }}
        onPointerLeave={() => {
          hovered.value = null
        }}
        onContextMenu={(event) => {
          event.preventDefault()
          openMenu(find(event), event.clientX, event.clientY)
        }}
        onClick={(event) => {
          const target = targetOf(event)
          // A second click on a peer asks what can be done to it.
          if (target?.kind === 'peer' && target.host === store.selected.value) {
            openMenu(target.host, event.clientX, event.clientY)
          }
          choose(target)
        }}
      />
      <PeerHint />
    </div>
  )
}

/** The name of the peer under the pointer. */
function PeerHint() {
  const recording = store.recording.value
  const host = hovered.value
  if (recording === null || host === null || layout.value === null) return null
  const { x, y, radius } = layout.value
  return (
    <div class="hint" style={{ left: `${x[host]}px`, top: `${y[host] + radius + 8}px` }}>
      {peerName(recording, host)}
    </div>
  )
}
