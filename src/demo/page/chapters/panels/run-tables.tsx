import { formatFigure } from '../../../chapters/figure.js'
import {
  completedShare,
  lastSeconds,
  meanSeconds,
  ownGroupShare,
  tradedShare,
} from '../../../chapters/measure.js'
import { groupColour } from '../../../stage/palette.js'
import { groupName, language, t } from '../../../words/words.js'
import { palette } from '../../theme.js'
import { type ShownRun, shown } from '../chapter-store.js'
import { type Bar, Bars } from './bars.js'
import { leecherGroups } from './groups.js'
import { limitBars } from './limit-bars.js'

/** For every run on the stage a heading and what is below it. */
function EachRun({ children }: { children: (each: ShownRun) => preact.ComponentChildren }) {
  return (
    <>
      {shown.value.map((each) => (
        <section key={each.id}>
          {shown.value.length > 1 && <h3>{each.label}</h3>}
          {children(each)}
        </section>
      ))}
    </>
  )
}

/** When the peers of each group are done. */
export function Times() {
  const most = Math.max(
    ...shown.value
      .flatMap(({ result: { run } }) => [lastSeconds(run), meanSeconds(run)])
      .filter(Number.isFinite),
  )
  return (
    <EachRun>
      {({ result: { run } }) => (
        <>
          <Bars bars={timeBars(run)} unit="seconds" most={most} />
          {completedShare(run) < 1 && (
            <p>{t('chapterFinish', { n: Math.round(completedShare(run) * 100) })}</p>
          )}
        </>
      )}
    </EachRun>
  )
}

function timeBars(run: ShownRun['result']['run']): Bar[] {
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
  return (
    <>
      <EachRun>
        {({ result: { run } }) => (
          <Bars
            unit="percent"
            most={1}
            bars={run.measurements.groupNames.map((name, group) => ({
              label: groupName(name),
              value: run.summary.classes[name]?.utilisation ?? Number.NaN,
              colour: groupColour(palette.value, group),
            }))}
          />
        )}
      </EachRun>
      <p class="note">{t('chapterUseNote')}</p>
    </>
  )
}

/** What each group gives and takes, a peer. */
export function Contribution() {
  return (
    <>
      <EachRun>
        {({ result: { run } }) => (
          <Bars
            unit="megabytes"
            bars={leecherGroups(run).flatMap(({ name, group, hosts }) => {
              const { peers } = run.measurements
              const mean = (of: Float64Array) =>
                hosts.reduce((sum, host) => sum + of[host], 0) / hosts.length
              const colour = groupColour(palette.value, group)
              return [
                {
                  label: t('chapterGives', { group: groupName(name) }),
                  value: mean(peers.uploadedBytes),
                  colour,
                },
                {
                  label: t('chapterTakes', { group: groupName(name) }),
                  value: mean(peers.downloadedBytes),
                  colour: palette.value.faint,
                },
              ]
            })}
          />
        )}
      </EachRun>
      <p class="note">{t('chapterPeerNote')}</p>
    </>
  )
}

/** How much of the uploading is mutual, and stays in the uploader's own group. */
export function Trades() {
  return (
    <EachRun>
      {({ result: { run } }) => (
        <Bars
          unit="percent"
          most={1}
          bars={[
            { label: t('chapterMutual'), value: tradedShare(run), isStrong: true },
            ...leecherGroups(run)
              .filter((_group, _at, all) => all.length > 1)
              .map(({ name, group }) => ({
                label: t('chapterToOwn', { group: groupName(name) }),
                value: ownGroupShare(run, name),
                colour: groupColour(palette.value, group),
              })),
          ]}
        />
      )}
    </EachRun>
  )
}

/** The three limits of a swarm, and the run. */
export function Limits() {
  return (
    <>
      <EachRun>
        {({ result: { run } }) => (
          <Bars
            unit="seconds"
            bars={[
              ...limitBars(run),
              { label: t('chapterRun'), value: lastSeconds(run), colour: palette.value.text },
            ]}
          />
        )}
      </EachRun>
      <p class="note">{t('chapterLimitsNote')}</p>
    </>
  )
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
