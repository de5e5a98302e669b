import { computed, signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { drawStage } from '../../stage/draw.js'
import { layOut } from '../../stage/layout.js'
import { Traffic } from '../../stage/traffic.js'
import { startDrawing } from '../canvas.js'
import * as store from '../store.js'
import { palette } from '../theme.js'

const size = signal({ width: 0, height: 0 })

const layout = computed(() => {
  const playhead = store.companion.value
  const { width, height } = size.value
  return playhead === null || width === 0 ? null : layOut(playhead.recording, width, height)
})

const traffic = computed(() => {
  const playhead = store.companion.value
  return playhead === null ? null : new Traffic(playhead.recording)
})

function draw(canvas: HTMLCanvasElement): void {
  const context = canvas.getContext('2d')
  const playhead = store.companion.value
  if (context === null || playhead === null) return
  if (layout.value === null || traffic.value === null) return
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
  const state = playhead.seek(Math.min(store.time.value, playhead.endSeconds))
  traffic.value.update(state.time)
  drawStage(context, {
    recording: playhead.recording,
    state,
    layout: layout.value,
    palette: palette.value,
    traffic: traffic.value,
    focus: null,
    emphasis: store.companionEmphasis.value,
  })
}

/** Reads whatever the picture depends on. */
function watch(): void {
  void [store.time.value, store.companion.value, store.companionEmphasis.value]
  void [layout.value, palette.value, traffic.value]
}

/** The companion of the run shown, at the same moment. */
export function CompareStage({ label }: { label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => startDrawing(canvas.current!, size, watch, draw), [])
  return (
    <div class="stage">
      <canvas ref={canvas} role="img" aria-label={label} />
    </div>
  )
}
