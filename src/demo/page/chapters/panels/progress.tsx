import { groupColour } from '../../../stage/palette.js'
import { groupName, t } from '../../../words/words.js'
import { palette } from '../../theme.js'
import { type ShownRun, shown } from '../chapter-store.js'
import { leecherGroups } from './groups.js'
import { type Line, LineChart } from './line-chart.js'

const POINTS = 160

/** The mean share that each group of leechers holds, in every run on the stage. */
export function ProgressOfRuns() {
  const all = shown.value
  const lines = all.flatMap((each, nth) => linesOf(each, nth, all.length > 1))
  return (
    <>
      <LineChart lines={lines} label={t('panelProgress')} />
      <p class="note">{t('chapterProgressNote')}</p>
    </>
  )
}

function linesOf({ label, result }: ShownRun, nth: number, isCompared: boolean): Line[] {
  const { run } = result
  const groups = leecherGroups(run)
  return groups.map(({ name, hosts, group }) => ({
    run: isCompared ? label : '',
    group: groups.length > 1 || !isCompared ? groupName(name) : '',
    colour: groupColour(palette.value, group),
    isDashed: nth > 0,
    points: meanShares(result, new Set(hosts)),
  }))
}

/** The mean share at equal steps of time; what a peer held when it left counts on. */
function meanShares({ run }: ShownRun['result'], hosts: ReadonlySet<number>) {
  const { values, stride } = run.notes.gains
  const { endSeconds } = run.measurements
  const pieces = Math.ceil(run.settings.sizeBytes / run.settings.pieceBytes)
  const points: [number, number][] = []
  let [at, gained] = [0, 0]
  for (let point = 0; point <= POINTS; point++) {
    const seconds = (point / POINTS) * endSeconds
    for (; at < values.length && values[at] <= seconds; at += stride) {
      if (hosts.has(values[at + 1])) gained++
    }
    points.push([seconds, gained / pieces / hosts.size])
  }
  return points
}
