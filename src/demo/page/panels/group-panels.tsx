import { computed } from '@preact/signals'
import type { Recording } from '../../../replay/recording.js'
import { exchangedBytes, type GroupCurves, groupCurves } from '../../stage/group-curves.js'
import { groupColour } from '../../stage/palette.js'
import { perRecording } from '../../stage/per-recording.js'
import { WINDOW_SECONDS } from '../../stage/traffic.js'
import { groupName, t } from '../../words/words.js'
import type { Curve, Dot } from '../charts/chart-frame.js'
import { LineChart } from '../charts/line-chart.js'
import { moment } from '../moment.js'
import { runsOnStage } from '../runs-on-stage.js'
import { palette } from '../theme.js'

/** Points of a curve. */
const POINTS = 240

const curvesOf = perRecording((recording) => groupCurves(recording, POINTS))

/** The groups of every run on the stage; initial seeds are left out where they have no curve. */
function eachGroup(
  hasSeeds: boolean,
  valuesOf: (curves: GroupCurves, group: number) => Pick<Curve, 'values' | 'across'>,
): Curve[] {
  return runsOnStage.value.flatMap(({ label, playhead }, nth) => {
    const curves = curvesOf(playhead.recording)
    return playhead.recording.header.groups.flatMap(({ name, isSeed }, group) => {
      if (isSeed && !hasSeeds) return []
      const look = { colour: groupColour(palette.value, group), shape: group, isDashed: nth > 0 }
      const told = { name: groupName(name), run: label }
      return [{ ...told, ...look, seconds: curves.seconds, ...valuesOf(curves, group) }]
    })
  })
}

const progress = computed(() =>
  eachGroup(false, (curves, group) => ({ values: curves.progress[group] })),
)

/** How much of the file each group has. Initial seeds have all of it from first to last. */
export function ProgressPanel() {
  return (
    <>
      <LineChart label={t('panelProgress')} curves={progress.value} unit="percent" />
      <p class="note">{t('progressNote')}</p>
    </>
  )
}

const uploadUse = computed(() =>
  eachGroup(true, (curves, group) => ({ values: curves.uploadUse[group] })),
)

/** How much of its uplinks each group uses. */
export function UploadUsePanel() {
  return (
    <>
      <LineChart label={t('panelUploadUse')} curves={uploadUse.value} unit="percent" />
      <p class="note">{t('uploadUseNote', { n: WINDOW_SECONDS })}</p>
    </>
  )
}

const contribution = computed(() =>
  eachGroup(false, (curves, group) => ({
    values: curves.uploadedBytes[group],
    across: curves.downloadedBytes[group],
  })),
)

/** Each peer of the run shown at a moment, initial seeds apart. */
function peersAt({ header, hosts, ...rest }: Recording, seconds: number): Dot[] {
  const { uploaded, downloaded } = exchangedBytes({ header, hosts, ...rest }, seconds)
  return Array.from(hosts.group, (group, host) => ({
    across: downloaded[host],
    value: uploaded[host],
    colour: groupColour(palette.value, group),
    shape: group,
  })).filter((_, host) => !header.groups[hosts.group[host]].isSeed)
}

/** What each group gave against what it took: its path over the run, and its peers now. */
export function ContributionPanel() {
  const recording = runsOnStage.value[0]?.playhead.recording
  const dots = recording === undefined ? [] : peersAt(recording, moment.value)
  return (
    <>
      <LineChart
        label={t('panelContribution')}
        curves={contribution.value}
        unit="megabytes"
        against={{ unit: 'megabytes', dots }}
      />
      <p class="note">{t('contributionNote')}</p>
    </>
  )
}
