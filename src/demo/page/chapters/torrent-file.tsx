import { signal } from '@preact/signals'
import { formatFigure } from '../../chapters/figure.js'
import { language, number, t } from '../../words/words.js'
import { FactTable } from './fact-table.js'
import { type OwnTorrent, readOwnTorrent } from './own-torrent.js'
import { TakeBack } from './take-back.js'

/** The file that the reader opened: what it says, or that it is none. */
type Opened = { readonly file: string } & (
  | { readonly kind: 'read'; readonly torrent: OwnTorrent }
  | { readonly kind: 'refused'; readonly why: string }
)

const opened = signal<Opened | null>(null)

/** Opens a .torrent of the reader's own and shows what it says. Nothing leaves the page. */
export function TorrentFile() {
  const now = opened.value
  return (
    <>
      <div class="act-row">
        <label>
          {t('ownTorrent')}{' '}
          <input
            type="file"
            accept=".torrent"
            data-own-torrent
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? []
              if (file !== undefined) void open(file)
            }}
          />
        </label>
        <TakeBack
          isDone={now !== null}
          undo={() => {
            opened.value = null
          }}
        />
      </div>
      <div role="status">
        {now === null && <p class="note">{t('ownTorrentNote')}</p>}
        {now?.kind === 'refused' && (
          <p data-refused>{t('ownTorrentRefused', { file: now.file, why: now.why })}</p>
        )}
        {now?.kind === 'read' && <Told torrent={now.torrent} />}
      </div>
    </>
  )
}

async function open(file: File): Promise<void> {
  try {
    const torrent = await readOwnTorrent(new Uint8Array(await file.arrayBuffer()))
    opened.value = { kind: 'read', file: file.name, torrent }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    opened.value = { kind: 'refused', file: file.name, why }
  }
}

function Told({ torrent }: { readonly torrent: OwnTorrent }) {
  const { name, sizeBytes, fileCount, pieceBytes, pieceCount, trackers, infoHash } = torrent
  const size = formatFigure(sizeBytes, 'megabytes', language.value)
  const rows = [
    [t('torrentName'), name],
    [t('torrentSize'), t('ownTorrentSize', { size, n: fileCount })],
    [t('torrentPiece'), t('torrentKiB', { n: number(pieceBytes / 1024) })],
    [t('torrentHashes'), `${number(pieceCount)} × 20`],
    [t('torrentTracker'), trackers.join(', ') || t('ownTorrentNoTracker')],
    [t('torrentInfoHash'), infoHash],
  ] as const
  return <FactTable of="own-torrent" rows={rows} />
}
