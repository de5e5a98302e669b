import { formatFigure } from '../../../chapters/figure.js'
import { piecesOf } from '../../../chapters/measure.js'
import { language, number, t } from '../../../words/words.js'
import { moment } from '../../moment.js'
import { chapter, shown } from '../chapter-store.js'
import { FactTable } from '../fact-table.js'

const HASH_BYTES = 20

/** What the .torrent of the chapter's file says. */
export function Torrent() {
  const run = shown.value[0]?.result.run
  if (run === undefined || chapter.value === null) return null
  const { sizeBytes, pieceBytes } = run.settings
  const rows = [
    [t('torrentName'), chapter.value.id],
    [t('torrentSize'), formatFigure(sizeBytes, 'megabytes', language.value)],
    [t('torrentPiece'), t('torrentKiB', { n: number(pieceBytes / 1024) })],
    [t('torrentHashes'), `${piecesOf(run)} × ${HASH_BYTES}`],
    [t('torrentTracker'), t('torrentOne')],
  ] as const
  return <FactTable of="torrent" rows={rows} />
}

/** What the tracker was asked up to the moment shown. */
export function Tracker() {
  const run = shown.value[0]?.result.run
  if (run === undefined) return null
  const { values, stride } = run.notes.announces
  const asked = new Set<number>()
  for (let at = 0; at < values.length && values[at] <= moment.value; at += stride) {
    asked.add(values[at + 1])
  }
  const rows = [
    [t('trackerAsked'), asked.size],
    [t('trackerMost'), run.settings.tracker.peersPerAnnounce],
    [t('trackerPieces'), 0],
  ] as const
  return <FactTable of="tracker" rows={rows} />
}
