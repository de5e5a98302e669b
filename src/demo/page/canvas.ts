import { effect, type Signal } from '@preact/signals'

/** The size of a canvas, CSS pixels. */
export interface CanvasSize {
  readonly width: number
  readonly height: number
}

/**
 * Keeps a canvas as large as its place, and draws once a frame at most, when something changed.
 * `watch` reads every signal that the picture depends on. Returns what stops it.
 */
export function startDrawing(
  canvas: HTMLCanvasElement,
  size: Signal<CanvasSize>,
  watch: () => void,
  draw: (canvas: HTMLCanvasElement) => void,
): () => void {
  const observer = new ResizeObserver(([entry]) => {
    const { width, height } = entry.contentRect
    canvas.width = Math.round(width * devicePixelRatio)
    canvas.height = Math.round(height * devicePixelRatio)
    size.value = { width, height }
  })
  observer.observe(canvas)
  let pending = 0
  const stop = effect(() => {
    watch()
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
