import { formatFigure, type Unit } from '../../../chapters/figure.js'
import {
  completedShare,
  lastSeconds,
  meanSeconds,
  ownGroupShare,
  tradedShare,
} from '../../../chapters/measure.js'
import type { ChapterRun } from '../../../chapters/run.js'
import { groupColour } from '../../../stage/palette.js'
import { groupName, language, t, type WordKey } from '../../../words/words.js'
import { palette } from '../../theme.js'
import { shown } from '../chapter-store.js'
import { type Bar, Bars } from './bars.js'
import { leecherGroups } from './groups.js'
import { limitBars } from './limit-bars.js'

interface RunBarsProps {
  readonly unit: Unit
  /** The value of a bar that fills the width; the longest of a run if this is left out. */
  readonly most?: number
  readonly barsOf: (run: ChapterRun) => readonly Bar[]
  readonly below?: (run: ChapterRun) => preact.ComponentChildren
  readonly note?: WordKey
}

/** Bars for every run on the stage, each with its name if there are two. */
function RunBars({ unit, most, barsOf, below, note }: RunBarsProps) {
  return (
    <>
      {shown.value.map(({ id, label, result: { run } }) => (
        <section key={id}>
          {shown.value.length > 1 && <h3>{label}</h3>}
          <Bars bars={barsOf(run)} unit={unit} most={most} />
          {below?.(run)}
        </section>
      ))}
      {note !== undefined && <p class="note">{t(note)}</p>}
    </>
  )
}

/** When the peers of each group are done. */
export function Times() {
  const seconds = shown.value.flatMap(({ result: { run } }) => [lastSeconds(run), meanSeconds(run)])
  const finishing = (run: ChapterRun) =>
    completedShare(run) < 1 && (
      <p>{t('chapterFinish', { n: Math.round(completedShare(run) * 100) })}</p>
    )
  const most = Math.max(...seconds.filter(Number.isFinite))
  return <RunBars unit="seconds" most={most} barsOf={timeBars} below={finishing} />
}

function timeBars(run: ChapterRun): Bar[] {
  const groups = leecherGroups(run)
  const means = groups.map(({ name, group }) => ({
    label: t('chapterMean', { group: groups.length > 1 ? groupName(name) : '' }).trim(),
    value: meanSeconds(run, name),
    colour: groupColour(palette.value, group),
  }))
  return [...means, { label: t('chapterLast'), value: lastSeconds(run) }]
}

/** The share of its uplink that each group uses. */
export function UploadUse() {
  return <RunBars unit="percent" most={1} barsOf={useBars} note="chapterUseNote" />
}

function useBars({ measurements, summary }: ChapterRun): Bar[] {
  return measurements.groupNames.map((name, group) => ({
    label: groupName(name),
    value: summary.classes[name]?.utilisation ?? Number.NaN,
    colour: groupColour(palette.value, group),
  }))
}

/** What each group gives and takes, a peer. */
export function Contribution() {
  return <RunBars unit="megabytes" barsOf={contributionBars} note="chapterPeerNote" />
}

function contributionBars(run: ChapterRun): Bar[] {
  const { peers } = run.measurements
  return leecherGroups(run).flatMap(({ name, group, hosts }) => {
    const mean = (of: Float64Array) => hosts.reduce((sum, host) => sum + of[host], 0) / hosts.length
    const [gives, takes] = [mean(peers.uploadedBytes), mean(peers.downloadedBytes)]
    const colour = groupColour(palette.value, group)
    const values = { group: groupName(name) }
    return [
      { label: t('chapterGives', values), value: gives, colour },
      { label: t('chapterTakes', values), value: takes, colour: palette.value.faint },
    ]
  })
}

/** How much of the uploading is mutual, and stays in the uploader's own group. */
export function Trades() {
  return <RunBars unit="percent" most={1} barsOf={tradeBars} />
}

function tradeBars(run: ChapterRun): Bar[] {
  const groups = leecherGroups(run)
  const own = groups.map(({ name, group }) => ({
    label: t('chapterToOwn', { group: groupName(name) }),
    value: ownGroupShare(run, name),
    colour: groupColour(palette.value, group),
  }))
  const mutual = { label: t('chapterMutual'), value: tradedShare(run), isStrong: true }
  return [mutual, ...(groups.length > 1 ? own : [])]
}

/** The three limits of a swarm, and the run. */
export function Limits() {
  const barsOf = (run: ChapterRun) => [
    ...limitBars(run),
    { label: t('chapterRun'), value: lastSeconds(run), colour: palette.value.text },
  ]
  return <RunBars unit="seconds" barsOf={barsOf} note="chapterLimitsNote" />
}

/** The formula of the model, and the run. */
export function Formula() {
  const model = shown.value[0]?.result.run.settings.model.kind
  return (
    <>
      {model === 'client-server' && <p class="formula">{t('chapterFormula')}</p>}
      <table class="figures">
        <thead>
          <tr>
            <td />
            <th scope="col">{t('chapterByFormula')}</th>
            <th scope="col">{t('chapterRun')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.value.map(({ id, label, result: { run } }) => {
            const { modelSeconds, modelIsExact } = run.summary
            const formula = formatFigure(modelSeconds ?? Number.NaN, 'seconds', language.value)
            return (
              <tr key={id}>
                <th scope="row">{label}</th>
                <td>{modelIsExact || modelSeconds === null ? formula : `≥ ${formula}`}</td>
                <td>{formatFigure(lastSeconds(run), 'seconds', language.value)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </>
  )
}
