import { computed } from '@preact/signals'
import { EVENT } from '../../../replay/event-kind.js'
import type { Recording } from '../../../replay/recording.js'
import { groupColour } from '../../stage/palette.js'
import { groupName, t } from '../../words/words.js'
import * as store from '../store.js'
import { type Curve, LineChart, type TimeChart } from './line-chart.js'

/** Points of a curve. */
const POINTS = 300

/** The mean share of the pieces of each group at equal steps of time; null while nobody is here. */
function progressOf({ header, hosts, events }: Recording): (number | null)[][] {
  const { groups, pieceCount, endSeconds } = header
  const curves: (number | null)[][] = groups.map(() => [])
  const here = new Int32Array(groups.length)
  const held = new Int32Array(groups.length)
  const counts = new Int32Array(header.hostCount)
  let at = 0
  for (let point = 0; point <= POINTS; point++) {
    const seconds = (point / POINTS) * endSeconds
    for (; at < events.time.length && events.time[at] <= seconds; at++) {
      const host = events.host[at]
      const group = hosts.group[host]
      const kind = events.kind[at]
      let gained = 0
      if (kind === EVENT.arrived) here[group]++
      else if (kind === EVENT.gained) gained = 1
      else if (kind === EVENT.held) gained = events.value[at] < 0 ? pieceCount : 1
      else if (kind === EVENT.departed) {
        here[group]--
        gained = -counts[host]
      }
      counts[host] += gained
      held[group] += gained
    }
    for (const [group, curve] of curves.entries()) {
      curve.push(here[group] === 0 ? null : held[group] / here[group] / pieceCount)
    }
  }
  return curves
}

const curves = computed<TimeChart | null>(() => {
  const recording = store.recording.value
  if (recording === null) return null
  const { endSeconds, groups } = recording.header
  const seconds = Array.from({ length: POINTS + 1 }, (_, i) => (i / POINTS) * endSeconds)
  const all = progressOf(recording)
  // Initial seeds have every piece from the first to the last moment: no curve.
  const shown = groups.flatMap(({ name, isSeed }, group) =>
    isSeed ? [] : [{ label: groupName(name), colour: ofGroup(group), values: all[group] }],
  )
  return { seconds, curves: shown, isShare: true }
})

/** The progress of each group. */
export function ProgressPanel() {
  return (
    <>
      <LineChart data={curves} />
      <p class="note">{t('progressNote')}</p>
    </>
  )
}

function ofGroup(group: number): Curve['colour'] {
  return (colours) => groupColour(colours, group)
}
