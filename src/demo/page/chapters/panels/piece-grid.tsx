import type { Playhead } from '../../../../replay/playhead.js'
import { PRESENCE } from '../../../../replay/swarm-state.js'
import { groupColour } from '../../../stage/palette.js'
import { t } from '../../../words/words.js'
import { moment } from '../../moment.js'
import { palette } from '../../theme.js'
import { shown } from '../chapter-store.js'

const ROW = 14

/** For every run on the stage: a row for each peer, a column for each piece. */
export function PieceGrid() {
  return (
    <>
      {shown.value.map(({ id, label, result: { playhead } }) => (
        <section key={id}>
          <h3>{label}</h3>
          <Grid playhead={playhead} label={label} />
        </section>
      ))}
      <p class="note">{t('chapterGridNote')}</p>
    </>
  )
}

function Grid({ playhead, label }: { playhead: Playhead; label: string }) {
  const { header, hosts } = playhead.recording
  const colours = palette.value
  const at = moment.value
  const row = header.hostCount > 40 ? 4 : ROW
  const draw = (canvas: HTMLCanvasElement | null) => {
    const context = canvas?.getContext('2d')
    if (!canvas || !context) return
    const width = 520
    canvas.width = width * 2
    canvas.height = header.hostCount * row * 2
    context.setTransform(2, 0, 0, 2, 0, 0)
    const state = playhead.seek(at)
    const column = width / header.pieceCount
    for (let host = 0; host < header.hostCount; host++) {
      const isHere = state.presence[host] === PRESENCE.here
      for (let piece = 0; piece < header.pieceCount; piece++) {
        const isHeld = state.pieces.has(host, piece)
        context.globalAlpha = isHere ? 1 : 0.3
        context.fillStyle = isHeld ? groupColour(colours, hosts.group[host]) : colours.missing
        context.fillRect(piece * column, host * row, column - 1, row - 1)
      }
    }
  }
  return <canvas ref={draw} class="grid" role="img" aria-label={label} />
}
