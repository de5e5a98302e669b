import { effect, signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Recording } from '../../../replay/recording.js'
import { PRESENCE, type SwarmState } from '../../../replay/swarm-state.js'
import { type MapGrid, paintPieceMap } from '../../stage/piece-map.js'
import { t } from '../../words/words.js'
import { moment } from '../moment.js'
import { peerName } from '../peer-name.js'
import * as store from '../store.js'
import { ask } from '../subject.js'
import { palette } from '../theme.js'

/** The cell under the pointer or the keys: a peer and a piece. */
const cursor = signal({ host: 0, piece: 0 })

/** The least and the most height of a peer's row, CSS pixels. */
const [LEAST_ROW, MOST_ROW] = [3, 16]

/** Room for all rows before they shrink, CSS pixels. */
const ROWS_HEIGHT = 420

const COPIES_HEIGHT = 44

/** Which peer has which piece, and how many copies there are of each. */
export function PieceMapPanel() {
  const canvas = useRef<HTMLCanvasElement>(null)
  const recording = store.recording.value
  useEffect(() => {
    if (canvas.current === null) return undefined
    return effect(() => paint(canvas.current!))
  }, [recording])
  if (recording === null) return null
  const grid = gridOf(recording, 0)
  return (
    <>
      <button
        type="button"
        class="piece-map"
        aria-label={t('pieceMapLabel')}
        aria-describedby="piece-map-cell"
        onPointerMove={(event) => {
          cursor.value = cellAt(event, recording)
        }}
        onClick={(event) => {
          // A click without a press of the pointer comes from the keyboard.
          ask({ kind: 'piece', ...(event.detail === 0 ? cursor.value : cellAt(event, recording)) })
        }}
        onKeyDown={(event) => onKey(event, recording)}
      >
        <canvas ref={canvas} style={{ height: `${grid.height}px` }} />
      </button>
      <p id="piece-map-cell" class="note" aria-live="polite">
        {cellText(recording)}
      </p>
      <p class="note">{t('pieceMapNote')}</p>
    </>
  )
}

function gridOf({ header }: Recording, width: number): MapGrid {
  const row = Math.max(LEAST_ROW, Math.min(MOST_ROW, ROWS_HEIGHT / header.hostCount))
  return {
    ...{ width, row, top: COPIES_HEIGHT, column: width / header.pieceCount },
    height: COPIES_HEIGHT + row * header.hostCount,
  }
}

function cellAt(event: MouseEvent, recording: Recording) {
  const { clientWidth } = event.currentTarget as HTMLElement
  const { column, row, top } = gridOf(recording, clientWidth)
  const { hostCount, pieceCount } = recording.header
  const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, value))
  return {
    host: within(Math.floor((event.offsetY - top) / row), hostCount),
    piece: within(Math.floor(event.offsetX / column), pieceCount),
  }
}

const STEPS: Readonly<Record<string, readonly [host: number, piece: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

function onKey(event: KeyboardEvent, { header }: Recording): void {
  const { hostCount, pieceCount } = header
  const step = STEPS[event.key]
  if (step === undefined || event.shiftKey) return
  const { host, piece } = cursor.value
  cursor.value = {
    host: (host + step[0] + hostCount) % hostCount,
    piece: (piece + step[1] + pieceCount) % pieceCount,
  }
  // The page has other uses for these keys.
  event.preventDefault()
  event.stopPropagation()
}

function cellText(recording: Recording): string {
  const { hostCount, pieceCount } = recording.header
  const host = Math.min(cursor.value.host, hostCount - 1)
  const piece = Math.min(cursor.value.piece, pieceCount - 1)
  const state = store.playhead.value!.seek(moment.value)
  const values = {
    host: peerName(recording, host),
    n: piece + 1,
    state: t(cellKey(state, host, piece)),
    copies: state.copies[piece],
  }
  return t('pieceMapCell', values)
}

function cellKey(state: SwarmState, host: number, piece: number) {
  if (state.presence[host] !== PRESENCE.here) return 'cellAbsent'
  if (state.pieces.has(host, piece)) return 'cellHeld'
  return state.started.has(host, piece) ? 'cellStarted' : 'cellMissing'
}

function paint(canvas: HTMLCanvasElement): void {
  const playhead = store.playhead.value
  const context = canvas.getContext('2d')
  const at = moment.value
  const [shown, colours, selected] = [cursor.value, palette.value, store.selected.value]
  if (playhead === null || context === null) return
  const grid = gridOf(playhead.recording, canvas.clientWidth)
  canvas.width = Math.round(grid.width * devicePixelRatio)
  canvas.height = Math.round(grid.height * devicePixelRatio)
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
  paintPieceMap(context, {
    ...{ grid, colours, selected, cursor: shown },
    recording: playhead.recording,
    state: playhead.seek(at),
  })
}
