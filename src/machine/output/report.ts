import { formatSeconds } from '../../lab/scenario/units.js'
import { metricSpec } from '../../lab/summary/metric-path.js'
import { numberText } from '../../lab/summary/metric-text.js'
import type { Summary } from '../../lab/summary/summary.js'
import {
  groupTable,
  headline,
  THEORY_TITLE,
  theoryKeys,
  theoryTable,
} from '../../lab/summary/summary-table.js'
import type { Manifest } from './manifest.js'
import { commandText, type DrawnChart, escapeHtml, figure, page, tableHtml } from './page.js'

/** The content of a report. */
export interface ReportInput {
  readonly manifest: Manifest
  readonly summary: Summary
  /** Each with its picture, as SVG. */
  readonly charts: readonly DrawnChart[]
  /** The code of vega, vega-lite and vega-embed, in this order; none for still pictures. */
  readonly scripts: readonly string[]
  /** The folder of the run, as commands name it. */
  readonly folder: string
}

/** Writes the report of a run as a self-contained page of HTML. */
export function report(input: ReportInput): string {
  const { manifest, summary, charts, scripts, folder } = input
  const title = `${summary.name}, seed ${summary.seed}`
  const body = `<p class="headline">${escapeHtml(headline(summary))}</p>
${summary.partial ? warning : ''}
<h2>By group</h2>
${tableHtml({ ...groupTable(summary), title: TIMES_NOTE })}
<h2>${THEORY_TITLE}</h2>
${theoryHtml(summary)}
<h2>Charts</h2>
${charts.map(figure).join('\n')}
<h2>Definitions</h2>
${definitions(summary)}
<h2>How to run it again</h2>
${provenance(manifest, summary)}
${manifest.tcp === undefined ? watching(folder) : ''}<details>
<summary>The scenario, with all defaults filled in</summary>
<pre>${escapeHtml(JSON.stringify(manifest.scenario, null, 2) ?? '')}</pre>
</details>`
  return page({ title, body, charts, scripts })
}

const warning =
  '<p class="warning">Partial: the run was cut off before all leechers had completed.</p>'

const TIMES_NOTE =
  'Times count from the arrival of each peer; the last finish counts from the start of the run.'

function theoryHtml(summary: Summary): string {
  const keys = theoryKeys(summary)
  const rows = theoryTable(summary).rows.map(([title, value], i) => {
    const name = `<a href="#metric-${keys[i]}">${escapeHtml(title)}</a>`
    return `<tr><th scope="row">${name}</th><td>${escapeHtml(value)}</td></tr>`
  })
  return `<table><tbody>
${rows.join('\n')}
</tbody></table>`
}

function definitions(summary: Summary): string {
  const items = theoryKeys(summary).map((key) => {
    const { title, meaning, source } = metricSpec(key)
    const cite = source === undefined ? '' : ` <cite>${escapeHtml(source)}</cite>`
    return (
      `<dt id="metric-${key}">${escapeHtml(title)}</dt>\n` +
      `<dd>${escapeHtml(meaning).replaceAll(/`([^`]+)`/g, '<code>$1</code>')}${cite}</dd>`
    )
  })
  return `<dl>\n${items.join('\n')}\n</dl>`
}

function watching(folder: string): string {
  return `<h2>How to watch it</h2>
<p>This opens a page that shows every block and choke, and why:</p>
<pre><code>${escapeHtml(commandText(['replay', folder]))}</code></pre>
`
}

function provenance(manifest: Manifest, summary: Summary): string {
  const { argv, program, programVersion, node, platform, startedAt, scenarioFile } = manifest
  const { traceHash, events } = manifest
  const cost = `in ${formatSeconds(manifest.cpuSeconds)} of CPU time.`
  const simulated = formatSeconds(summary.endSeconds)
  const facts = [
    `${program} ${programVersion} on Node ${node}, ${platform}, started at ${startedAt}.`,
    `Scenario ${scenarioFile}, random seed ${manifest.seed}.`,
    traceHash === ''
      ? `${simulated} on real sockets ${cost}`
      : `${numberText(events)} events, ${simulated} simulated ${cost} Trace ${traceHash}.`,
  ]
  return `<pre><code>${escapeHtml(commandText(argv))}</code></pre>
${facts.map((fact) => `<p>${escapeHtml(fact)}</p>`).join('\n')}`
}
