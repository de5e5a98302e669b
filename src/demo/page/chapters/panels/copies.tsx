import { t } from '../../../words/words.js'
import { moment } from '../../moment.js'
import { shown } from '../chapter-store.js'

const [WIDTH, HEIGHT] = [520, 130]

/** For every run on the stage: how many peers hold each piece at the moment shown. */
export function Copies() {
  const all = shown.value.map(({ id, label, result }) => ({
    id,
    label,
    copies: [...result.playhead.seek(moment.value).copies],
    peers: result.playhead.recording.header.hostCount,
  }))
  return (
    <>
      {all.map(({ id, label, copies, peers }) => (
        <section key={id}>
          <h3>{label}</h3>
          <Histogram copies={copies} most={peers} />
          <p class="lost">
            {t('chapterLost', { n: copies.filter((count) => count === 0).length })}
          </p>
        </section>
      ))}
      <p class="note">{t('chapterCopiesNote')}</p>
    </>
  )
}

function Histogram({ copies, most }: { copies: readonly number[]; most: number }) {
  const width = WIDTH / copies.length
  return (
    <svg
      class="histogram"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={t('chapterCopies', { least: Math.min(...copies), most: Math.max(...copies) })}
    >
      {copies.map((count, piece) => {
        const height = Math.max(4, (count / most) * (HEIGHT - 4))
        return (
          <rect
            key={piece}
            class={count === 0 ? 'none' : count === 1 ? 'single' : ''}
            x={piece * width}
            width={Math.max(1, width - 1.5)}
            y={HEIGHT - height}
            height={height}
          />
        )
      })}
    </svg>
  )
}
