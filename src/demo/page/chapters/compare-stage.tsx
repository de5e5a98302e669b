import { computed, effect, signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { drawStage } from '../../stage/draw.js'
import { layOut } from '../../stage/layout.js'
import { Traffic } from '../../stage/traffic.js'
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

/** Draws once a frame at most, when something changed. */
function startDrawing(canvas: HTMLCanvasElement): () => void {
  const observer = new ResizeObserver(([entry]) => {
    const { width, height } = entry.contentRect
    canvas.width = Math.round(width * devicePixelRatio)
    canvas.height = Math.round(height * devicePixelRatio)
    size.value = { width, height }
  })
  observer.observe(canvas)
  let pending = 0
  const stop = effect(() => {
    // Whatever the picture depends on must be read here.
    void [store.time.value, store.companion.value, store.companionEmphasis.value]
    void [layout.value, palette.value, traffic.value]
    pending ||= requestAnimationFrame(() => {
      pending = 0
      draw(canvas)
    })
  })
  return () => {
    stop()
    observer.disconnect()
    cancelAnimationFrame(pending)
  }
}

/** The companion of the run shown, at the same moment. */
export function CompareStage({ label }: { label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => startDrawing(canvas.current!), [])
  return (
    <div class="stage">
      <canvas ref={canvas} role="img" aria-label={label} />
    </div>
  )
}
