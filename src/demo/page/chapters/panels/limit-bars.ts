import { limitsOf } from '../../../chapters/everybody-serves.js'
import type { ChapterRun } from '../../../chapters/run.js'
import { t } from '../../../words/words.js'
import type { Bar } from './bars.js'

/** The three limits of a swarm as bars; the longest one decides. */
export function limitBars(run: ChapterRun): Bar[] {
  const { seed, uplinks, downlink } = limitsOf(run)
  const most = Math.max(seed, uplinks, downlink)
  return [
    { label: t('chapterLimitSeed'), value: seed, isStrong: seed === most },
    { label: t('chapterLimitUplinks'), value: uplinks, isStrong: uplinks === most },
    { label: t('chapterLimitDownlink'), value: downlink, isStrong: downlink === most },
  ]
}
