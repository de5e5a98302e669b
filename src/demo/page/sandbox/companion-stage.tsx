import { computed, signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { drawStage } from '../../stage/draw.js'
import { layOut, peerAt } from '../../stage/layout.js'
import { Traffic } from '../../stage/traffic.js'
import { clock, t } from '../../words/words.js'
import { startDrawing } from '../canvas.js'
import { stageLabel } from '../stage-view.js'
import * as store from '../store.js'
import { palette } from '../theme.js'

/** The size of the canvas, CSS pixels. */
const size = signal({ width: 0, height: 0 })

/** Peers stand as in the run shown, which may have more of them. */
const layout = computed(() => {
  const { recording, companion } = store
  const { width, height } = size.value
  const own = companion.value?.recording
  if (own === undefined || recording.value === null || width === 0) return null
  const isSmaller = own.header.hostCount <= recording.value.header.hostCount
  return layOut(isSmaller ? recording.value : own, width, height)
})

const traffic = computed(() => {
  const { companion } = store
  return companion.value === null ? null : new Traffic(companion.value.recording)
})

function draw(canvas: HTMLCanvasElement): void {
  const context = canvas.getContext('2d')
  const companion = store.companion.value
  if (context === null) return
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.clearRect(0, 0, canvas.width, canvas.height)
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
  if (companion === null || layout.value === null || traffic.value === null) return
  const { recording } = companion
  const focus = store.selected.value
  traffic.value.update(store.time.value)
  drawStage(context, {
    recording,
    state: companion.seek(store.time.value),
    layout: layout.value,
    palette: palette.value,
    traffic: traffic.value,
    emphasis: store.companionEmphasis.value,
    focus: focus !== null && focus < recording.header.hostCount ? focus : null,
  })
}

/** Reads whatever the picture depends on. */
function watch(): void {
  void [store.time.value, store.companion.value, store.selected.value]
  void [layout.value, palette.value, traffic.value]
}

/** The second run on the stage, at the same moment. A click selects a peer in both. */
export function CompanionStage() {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => startDrawing(canvas.current!, size, watch, draw), [])
  const label = () => {
    const { isPlaying, companion, time } = store
    if (isPlaying.value || companion.value === null) return t('original')
    const text = stageLabel(companion.value.recording, companion.value.seek(time.value))
    return `${t('original')}, ${clock(time.value)}: ${text}`
  }
  return (
    <div class="stage">
      <canvas
        ref={canvas}
        role="img"
        aria-label={label()}
        onClick={(event) => {
          const { companion, selected } = store
          const found = layout.value && peerAt(layout.value, event.offsetX, event.offsetY)
          const { hostCount } = companion.value!.recording.header
          selected.value = found !== null && found < hostCount ? found : null
        }}
      />
    </div>
  )
}
