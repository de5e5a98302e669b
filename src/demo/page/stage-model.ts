import { computed, type ReadonlySignal, signal } from '@preact/signals'
import type { Playhead } from '../../replay/playhead.js'
import type { Recording, RecordingHeader } from '../../replay/recording.js'
import type { SwarmState } from '../../replay/swarm-state.js'
import { drawStage } from '../stage/draw.js'
import type { Target } from '../stage/hit.js'
import { targetAt } from '../stage/hit.js'
import { type Layout, peerAt } from '../stage/layout.js'
import { LAYOUTS } from '../stage/layouts.js'
import type { Emphasis } from '../stage/scene.js'
import { Traffic } from '../stage/traffic.js'
import { counterpart } from './peer-name.js'
import * as store from './store.js'
import { palette } from './theme.js'

/** The peer under the pointer, and the run that it belongs to; null for none. */
const hovered = signal<{ readonly recording: Recording; readonly host: number } | null>(null)

/** What a stage shows. */
interface Shown {
  readonly playhead: ReadonlySignal<Playhead | null>
  readonly emphasis: ReadonlySignal<Emphasis | null>
  /** Another run whose peers stand alike, where the runs are of the same groups; null for none. */
  readonly like: ReadonlySignal<Playhead | null>
}

/** A run on a stage: where its peers stand, what is drawn, and what is at a point. */
export class StageModel {
  /** The size of the canvas, CSS pixels. */
  readonly size = signal({ width: 0, height: 0 })
  readonly playhead: Shown['playhead']
  /** Where the peers stand; null without a run or a canvas. */
  readonly layout: ReadonlySignal<Layout | null>
  /** The rates at the moment that was drawn last, or that `update` was called for. */
  readonly traffic: ReadonlySignal<Traffic | null>
  /** The peer under the pointer of this stage; null for none. */
  readonly hovered: ReadonlySignal<number | null>
  readonly #emphasis: Shown['emphasis']
  readonly #focus: ReadonlySignal<number | null>

  constructor({ playhead, emphasis, like }: Shown) {
    this.playhead = playhead
    this.#emphasis = emphasis
    this.layout = computed(() => {
      const { width, height } = this.size.value
      const own = playhead.value?.recording
      if (own === undefined || width === 0) return null
      const other = like.value?.recording
      const placed = other !== undefined && standsLike(own, other) ? other : own
      return LAYOUTS[store.layout.value](placed, width, height)
    })
    this.traffic = computed(() =>
      playhead.value === null ? null : new Traffic(playhead.value.recording),
    )
    this.hovered = computed(() =>
      hovered.value?.recording === playhead.value?.recording ? (hovered.value?.host ?? null) : null,
    )
    this.#focus = computed(() => this.#focusNow())
  }

  /** The state at the moment shown, or at the end of a run that is over; null without a run. */
  stateNow(): SwarmState | null {
    const playhead = this.playhead.value
    return playhead?.seek(Math.min(store.time.value, playhead.endSeconds)) ?? null
  }

  /** Reads whatever the picture depends on. */
  watch(): void {
    void [store.time.value, this.playhead.value, this.layout.value, this.traffic.value]
    void [palette.value, this.#focus.value, this.#emphasis.value]
  }

  /** Draws the picture of the moment shown. */
  draw(canvas: HTMLCanvasElement): void {
    const context = canvas.getContext('2d')
    if (context === null || this.size.value.width === 0) return
    // The last row of pixels is not wholly covered: what was drawn there before must go.
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, canvas.width, canvas.height)
    const scale = devicePixelRatio
    context.setTransform(scale, 0, 0, scale, 0, 0)
    const [state, layout, traffic] = [this.stateNow(), this.layout.value, this.traffic.value]
    const recording = this.playhead.value?.recording
    if (recording === undefined || state === null || layout === null || traffic === null) return
    traffic.update(state.time)
    drawStage(context, {
      ...{ recording, state, layout, traffic },
      palette: palette.value,
      focus: this.#focus.value,
      emphasis: this.#emphasis.value,
    })
  }

  /** Notes which peer the pointer is at; without a point it is elsewhere. */
  hover(point: { readonly offsetX: number; readonly offsetY: number } | null): void {
    const recording = this.playhead.value?.recording
    const host = point && this.peerAt(point)
    hovered.value = recording === undefined || host === null ? null : { recording, host }
  }

  /** Returns the peer at a point of the canvas, or null. */
  peerAt({ offsetX, offsetY }: { readonly offsetX: number; readonly offsetY: number }) {
    const [layout, playhead] = [this.layout.value, this.playhead.value]
    const host = layout && peerAt(layout, offsetX, offsetY)
    return host !== null && host < (playhead?.recording.header.hostCount ?? 0) ? host : null
  }

  /** Returns what is at a point of the canvas: a peer, a block or a link; or null. */
  targetAt({ offsetX, offsetY }: { readonly offsetX: number; readonly offsetY: number }) {
    const [state, layout, playhead] = [this.stateNow(), this.layout.value, this.playhead.value]
    if (state === null || layout === null || playhead === null) return null
    const { recording } = playhead
    const target: Target | null = targetAt({ layout, state, recording }, offsetX, offsetY)
    const isKnown = target?.kind !== 'peer' || target.host < recording.header.hostCount
    return isKnown ? target : null
  }

  /** The peer whose links stand out: the one under a pointer, else the selected one. */
  #focusNow(): number | null {
    const own = this.playhead.value?.recording
    const shown = store.recording.value
    if (own === undefined || shown === null) return null
    const { recording, host } = hovered.value ?? { recording: shown, host: store.selected.value }
    return host === null ? null : counterpart(recording, host, own)
  }
}

/** Whether all of a run's groups are in another, in the same order and of the same size. */
function standsLike({ header }: Recording, other: Recording): boolean {
  const alike = (a: RecordingHeader['groups'][number], b: RecordingHeader['groups'][number]) =>
    a.name === b?.name && a.count === b.count
  return header.groups.every((group, i) => alike(group, other.header.groups[i]))
}

/** The run shown. */
export const shownStage = new StageModel({
  ...{ playhead: store.playhead, emphasis: store.emphasis },
  like: signal(null),
})

/** The second run, on the same clock. */
export const companionStage = new StageModel({
  ...{ playhead: store.companion, emphasis: store.companionEmphasis },
  like: store.playhead,
})
