import { formatSeconds } from '../../lab/scenario/units.js'
import { METRIC_SPECS } from '../../lab/summary/metric-specs.js'
import type { Summary } from '../../lab/summary/summary.js'
import { classColumns, headline } from '../../lab/summary/summary-table.js'
import type { Manifest } from './manifest.js'
import { commandText, type DrawnChart, escapeHtml, figure, page } from './page.js'

/** What a report is made of. */
export interface ReportInput {
  readonly manifest: Manifest
  readonly summary: Summary
  /** Each with its picture, as SVG. */
  readonly charts: readonly DrawnChart[]
  /** The code of vega, vega-lite and vega-embed, in this order; none for still pictures. */
  readonly scripts: readonly string[]
}

/**
 * A page of HTML that holds all that it shows: it opens from a disk, without a network, and asks
 * for nothing. Without scripts the charts are pictures; with them, they answer the pointer.
 */
export function report(input: ReportInput): string {
  const { manifest, summary, charts, scripts } = input
  const title = `${summary.name}, seed ${summary.seed}`
  const body = `<p class="headline">${escapeHtml(headline(summary))}</p>
${summary.partial ? warning : ''}
<h2>By group</h2>
${groupTable(summary)}
<h2>Beside the theory</h2>
${theoryTable(summary)}
<h2>Charts</h2>
${charts.map(figure).join('\n')}
<h2>What the figures mean</h2>
${definitions()}
<h2>How to run it again</h2>
${provenance(manifest, summary)}
<details>
<summary>The scenario, with everything filled in</summary>
<pre>${escapeHtml(JSON.stringify(manifest.scenario, null, 2) ?? '')}</pre>
</details>`
  return page({ title, body, charts, scripts })
}

const warning = '<p class="warning">Partial: the run was cut off before all were done.</p>'

function groupTable(summary: Summary): string {
  const columns = classColumns(summary)
  const heads = columns.map(({ label }) => `<th scope="col">${escapeHtml(label)}</th>`)
  const rows = Object.entries(summary.classes).map(([name, group]) => {
    const cells = columns.map(({ text }) => `<td>${escapeHtml(text(group))}</td>`)
    return `<tr><th scope="row">${escapeHtml(name)}</th>${cells.join('')}</tr>`
  })
  return `<div class="wide"><table>
<caption>Durations count from each peer’s own arrival, “last” from the start of the run.</caption>
<thead><tr><th scope="col">group</th>${heads.join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>`
}

function theoryTable(summary: Summary): string {
  const rows = METRIC_SPECS.flatMap(({ key, label, text }) => {
    const value = summary[key]
    if (typeof value !== 'number') return []
    const name = `<a href="#figure-${key}">${escapeHtml(label)}</a>`
    return [`<tr><th scope="row">${name}</th><td>${escapeHtml(text(value))}</td></tr>`]
  })
  return `<table><tbody>
${rows.join('\n')}
</tbody></table>`
}

function definitions(): string {
  const items = METRIC_SPECS.map(
    ({ key, label, meaning, source }) =>
      `<dt id="figure-${key}">${escapeHtml(label)}</dt>\n` +
      `<dd>${escapeHtml(meaning)} <cite>${escapeHtml(source)}</cite></dd>`,
  )
  return `<dl>\n${items.join('\n')}\n</dl>`
}

function provenance(manifest: Manifest, summary: Summary): string {
  const { argv, program, programVersion, node, platform, startedAt, scenarioFile } = manifest
  const facts = [
    `${program} ${programVersion} on Node ${node}, ${platform}, started at ${startedAt}.`,
    `Scenario ${scenarioFile}, seed ${manifest.seed}; trace ${manifest.traceHash} after ` +
      `${manifest.events} events, ${formatSeconds(summary.endSeconds)} simulated in ` +
      `${formatSeconds(manifest.cpuSeconds)} of CPU.`,
  ]
  return `<pre><code>${escapeHtml(commandText(argv))}</code></pre>
${facts.map((fact) => `<p>${escapeHtml(fact)}</p>`).join('\n')}`
}
